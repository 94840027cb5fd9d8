"""Errors that say what is wrong, where, and what to do about it.

Every error a user can cause is a ``CobdenError``; the command line prints it as one paragraph and
exits with code 2. Anything else that escapes is a defect of Cobden's own.
"""

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 300  # characters of a name in a message


class CobdenError(Exception):
    """Something the user can mend.

    ``what`` states the fault with the offending value, ``where`` names the place (file, line, key,
    or argument), ``remedy`` says what was expected and what to do.

    >>> import cobden as cb
    >>> try:
    ...     cb.Policy.load('us-2024')
    ... except cb.CobdenError as fault:
    ...     print(fault.where)
    Policy.load
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what: str = what
        self.where: str = where
        self.remedy: str = remedy
        place = f"{where}: " if where else ""
        advice = f" {remedy}" if remedy else ""
        super().__init__(f"{place}{what}{advice}")


class InputError(CobdenError):
    """An input that cannot be right: unknown name, wrong axis, broken sum, missing source.

    >>> import cobden as cb
    >>> try:
    ...     cb.World.load('U9')
    ... except cb.InputError as fault:
    ...     print('unknown' in fault.what)
    True
    """


class NotConverged(CobdenError):
    """A solver stopped short of its tolerance; no answer is returned.

    >>> import cobden as cb
    >>> issubclass(cb.NotConverged, cb.CobdenError)
    True
    """


class Infeasible(CobdenError):
    """A target, limit or chain that no allocation satisfies.

    >>> import cobden as cb
    >>> issubclass(cb.Infeasible, cb.CobdenError)
    True
    """


def shown(name: object) -> str:
    """Return a name for a message: of a very long one the middle is left out."""
    text = str(name)
    return text if len(text) <= _LONGEST else f"{text[:120]} ... {text[-60:]}"


def nearest(name: str, options: Iterable[str]) -> str:
    """Return a remedy naming the closest of ``options`` to ``name``, or the first few of them."""
    known = list(options)
    by_folded = {option.casefold(): option for option in known}
    close = get_close_matches(str(name)[:_LONGEST].casefold(), by_folded, n=1, cutoff=0.5)
    if close:
        return f"Did you mean '{by_folded[close[0]]}'?"
    listed = ", ".join(known[:8]) + (", ..." if len(known) > 8 else "")
    return f"Known: {listed}."


def unknown(kind: str, name: object, options: Iterable[str], *, where: str = "") -> InputError:
    """Return the error for a name that is not among ``options``, with the nearest that is."""
    return InputError(
        f"unknown {kind} '{shown(name)}'.", where=where, remedy=nearest(str(name), options)
    )
