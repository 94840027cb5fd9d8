"""Which mechanisms are at work on a path."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mechanisms:
    """Which mechanisms are at work: they shape the equations, so each choice compiles its own.

    - ``capital``: ``fixed``; ``adjusts`` (every entry is a steady state of its own); ``foresight``
      (Ramsey, with adjustment costs); ``constant_saving`` (Solow: a constant part of value added);
      ``capitalists`` (their own log utility, workers do not save: Kleinman, Liu & Redding 2023);
    - ``labour``: ``mobile`` (one wage), ``gradual`` (moves between sectors and home) or
      ``specific`` (stays in its sector);
    - ``rigid``: money wages fall only slowly, so that unemployment appears;
    - ``anchors``: what holds the money of any economy (see ``money.ANCHORS``);
    - ``revenue``: ``handed_back``, ``labour_tax`` (lowers the tax on labour) or ``debt`` (repaid,
      so that it is lent to those who invest).

    >>> import cobden as cb
    >>> cb.dynamics.Mechanisms(rigid=False).labour
    'gradual'
    """

    capital: str = "foresight"
    labour: str = "gradual"
    rigid: bool = True
    anchors: tuple[str, ...] = ("nominal_income",)
    revenue: str = "handed_back"
