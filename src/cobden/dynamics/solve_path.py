"""Solve a world year by year: the path, or an error that says what to do."""

from collections.abc import Iterable, Mapping

from cobden.base.errors import InputError, unknown
from cobden.dynamics.law_by_year import ByDay, Dated, Lawlike, announced, by_year, surprises
from cobden.dynamics.macro import Macro
from cobden.dynamics.mechanisms import Mechanisms
from cobden.dynamics.parameters import Parameters
from cobden.dynamics.path_setting import PathSetting
from cobden.dynamics.path_solver import TOLERANCE
from cobden.dynamics.periods import Calendar
from cobden.dynamics.pose_path import Floats, PathStart, anchored, check
from cobden.dynamics.surprised_path import surprised
from cobden.dynamics.world_path import WorldPath
from cobden.world.world import World

LONG_RUN = ("fixed", "adjusts")
EXPECTATIONS = ("foresight", "surprise", "announced")
RESPONSES = ("gradual", "long_run")


def path(
    world: World,
    law: Dated,
    years: Iterable[int],
    *,
    by: str = "year",
    capital: str = "foresight",
    labour: str = "gradual",
    rigid: bool = True,
    anchor: str | Mapping[str, str] = "nominal_income",
    revenue: str = "handed_back",
    response: str = "gradual",
    expectations: str = "foresight",
    macro: Macro | None = None,
    parameters: Parameters | None = None,
    start: PathStart | None = None,
    tolerance: float = TOLERANCE,
) -> WorldPath:
    """Return the path of ``world`` under a dated ``law``, with its certificate.

    ``law`` is a `Policy`, averaged over the days of each year; a mapping from years to laws, each
    in force until the next; or one law for all years. The law of the last year holds ever after.

    - ``by``: ``year``, or ``quarter``: the same equations with every rate per year turned into one
      per quarter; a mapping may then name quarters too (``"2025Q2"``);
    - ``capital``: ``foresight`` (Ramsey), ``constant_saving`` (Solow), ``capitalists`` (Kleinman,
      Liu & Redding 2023) or ``fixed``;
    - ``labour``: ``gradual``, ``mobile`` or ``specific`` to its sector;
    - ``rigid``: whether money wages are slow to fall, so that unemployment appears;
    - ``anchor``: what holds each economy's money (`cobden.dynamics.money.ANCHORS`), one for all or
      by economy;
    - ``revenue``: ``handed_back``; ``labour_tax``, which it lowers; or ``debt``, which it repays,
      so that it is invested (with ``constant_saving`` only: who looks ahead undoes it);
    - ``response``: of trade, ``gradual`` as `Horizon` has it, or ``long_run`` at once;
    - ``expectations``: ``foresight`` of the whole law; each year's change of it a ``surprise`` that
      is believed to last; or ``announced``: what has begun is believed to end when the law says
      so. There ``law`` may also map years to laws by year, each believed until the next. Plans look
      as many years ahead as the path has, and are made anew in each year that a mapping names;
    - ``macro``: labour, capital and investment at the benchmark; ``parameters``: of the mechanisms.

    Raises ``NotConverged`` if the conditions are not met, ``Infeasible`` where capital would have
    to be eaten or nothing be left to consume, ``InputError`` for what cannot be right.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> found = cb.path(world, cb.Policy.load(), years=range(2024, 2027))
    >>> [str(year) for year in found.by_year.year.values][:2]
    ['2024', '2025']
    """
    rules, held = _chosen(world, capital, labour, rigid, anchor, revenue)
    for name, value, known in (
        ("response", response, RESPONSES),
        ("expectations", expectations, EXPECTATIONS),
    ):
        if value not in known:
            raise unknown(f"choice of {name}", value, known, where=name)
    calendar = Calendar.of(years, by)
    setting = PathSetting(
        world, macro or Macro.of(world), rules, parameters or Parameters(), held, tolerance,
        calendar, response == "gradual", _goes_on(law, calendar),
    )  # fmt: skip
    begin = start or PathStart.benchmark(world)
    if expectations == "foresight":
        return setting.solved(by_year(world, law, calendar.years, by), begin)
    believed = surprises if expectations == "surprise" else announced
    plans = believed(world, law, calendar.years, by)
    named = law if isinstance(law, Mapping) else ()
    anew = {t for t in map(calendar.position, named) if t >= 0}
    return surprised(setting, plans, begin, anew)


def _chosen(
    world: World, capital: str, labour: str, rigid: bool, anchor: str | Mapping[str, str],
    revenue: str,
) -> tuple[Mechanisms, Floats]:  # fmt: skip
    """Return the mechanisms of a path and who is held by which anchor, or raise ``InputError``."""
    names, held = anchored(world, anchor)
    rules = Mechanisms(capital, labour, rigid, names, revenue)
    check(rules)
    if capital == "adjusts":
        raise InputError(
            "'adjusts' is the steady state alone.",
            where="capital",
            remedy="Ask long_run(...) for it; on a path capital moves by foresight or saving.",
        )
    return rules, held


def _goes_on(law: object, calendar: Calendar) -> tuple[str, ...]:
    """Return what a certificate says of a law that is known for a part of the years only."""
    if isinstance(law, ByDay) and law.covers and law.covers[1].year <= calendar.years[-1]:
        return (f"the law is known to {law.covers[1]}; what was then in force goes on",)
    return ()


def long_run(
    world: World,
    law: Lawlike,
    *,
    capital: str = "adjusts",
    labour: str = "mobile",
    anchor: str | Mapping[str, str] = "nominal_income",
    macro: Macro | None = None,
    parameters: Parameters | None = None,
    tolerance: float = TOLERANCE,
) -> WorldPath:
    """Return the steady state that a law leads to: a `WorldPath` without years; see its ``steady``.

    With ``capital="adjusts"`` the return to capital over the price of investment is back where it
    was, with ``fixed`` the stock of capital is. ``labour`` is ``mobile`` (one wage) or ``gradual``
    (as tastes for sectors and home have it in the end). Raises as `path` does.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> end = cb.long_run(world, cb.Policy.load().on('2025-06-05'))
    >>> end.certificate.largest < 1e-8
    True
    """
    if capital not in LONG_RUN:
        raise unknown("choice of capital", capital, LONG_RUN, where="capital")
    names, held = anchored(world, anchor)
    rules = Mechanisms(capital, labour, rigid=False, anchors=names)
    check(rules)
    if "taylor_rule" in names:
        raise InputError(
            "a Taylor rule needs years.", where="anchor", remedy="Use another anchor, or path()."
        )
    setting = PathSetting(
        world, macro or Macro.of(world), rules, parameters or Parameters(), held, tolerance,
        Calendar(()),
    )  # fmt: skip
    return setting.alone(by_year(world, law, [0])[0])
