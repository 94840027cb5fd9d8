"""The part of the scoreboard in which each dispute is foretold by weights fitted to the others."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from cobden.talks.packages import describe
from cobden.talks.revealed_preference import Rationalising
from cobden.talks.settled_disputes import (
    BOUNDS,
    WEIGHED,
    AnswerForetold,
    AnswerTaken,
    Foretold,
    SettledDispute,
    leave_one_out,
    ranges,
    revealed,
    who_answers,
)
from cobden.talks.table import Table

TEXT = Path(__file__).with_suffix(".md")
RIVALS = ("not fitted", "real income alone", "equal weights", "gets the most")
_NAMES = {
    "balance": "balance of goods with the other side, billion USD a year",
    "revenue": "tariff revenue, billion USD a year",
    "announced": "announced sums, billion USD",
}
_NARROW = 0.1  # of the limits: a range above that is called wide


def left_out(
    settled: Mapping[str, tuple[SettledDispute, Table]], answered: Sequence[AnswerTaken]
) -> str:
    """Return the section."""
    disputes = [dispute for dispute, _ in settled.values()]
    found, told = leave_one_out(disputes), who_answers(answered)
    fitted = revealed(disputes)
    fits = [revealed([d for d in disputes if d is not one]) for one in disputes]
    unsettled = [one.name for one in answered if one.name not in settled]
    absent = f"Left out, for its end is not known: {', '.join(unsettled)}." if unsettled else ""
    rights = [_right_packages(one) for one in found]
    packages = [
        _package(one, *settled[one.name], right) for one, right in zip(found, rights, strict=True)
    ]
    signs = [_right_signs(one) for one in found]
    answers = [_right_answers(one) for one in told]
    return TEXT.read_text(encoding="utf-8").format(
        count=_number(len(disputes)).capitalize(),
        imposers=_imposers(settled),
        not_settled=absent,
        signs="\n".join([*map(_signs, found, signs), _together(signs, 1)]),
        packages="\n".join([*packages, _together(rights, 3)]),
        signs_verdict=_verdict(signs, (*RIVALS, "as most others")),
        verdict=_verdict(rights, RIVALS),
        mistake=_mistake(fitted.error, "all choices together"),
        weights="\n".join(_weights(fitted, fits)),
        identified=_identified(fits),
        answers="\n".join([*map(_answer, told, answers), _together(answers, 5)]),
        answers_mistake=_mistake(max(one.error for one in told), "the answers of all but one"),
        answers_verdict=_verdict(answers, ("as most others", "the larger answers")),
    )


def _imposers(settled: Mapping[str, tuple[SettledDispute, Table]]) -> str:
    whose = [
        table.parties[next(iter(table.items.values())).giver].title for _, table in settled.values()
    ]
    counts = sorted(((whose.count(who), who) for who in set(whose)), reverse=True)
    return "; ".join(f"{who}, {_number(count)}" for count, who in counts)


def _number(n: int) -> str:
    names = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return names[n] if n < len(names) else str(n)


def _mark(right: bool) -> str:
    return "hit" if right else "miss"


def _together(rights: Sequence[Sequence[bool]], empty: int) -> str:
    sums = [f"{sum(column)} of {len(column)}" for column in zip(*rights, strict=True)]
    return f"| together |{' |' * empty} {' | '.join(sums)} |"


def _verdict(rights: Sequence[Sequence[bool]], rivals: Sequence[str]) -> str:
    """Say whether the fit, in the first column, does better than every rival."""
    fitted, *others = (sum(column) for column in zip(*rights, strict=True))
    best = max(others)
    whose = " and ".join(f"*{n}*" for n, hits in zip(rivals, others, strict=True) if hits == best)
    told = f"it is right in {fitted} of {len(rights)}, the best rival ({whose}) in {best}."
    return f"The fit helps: {told}" if fitted > best else f"**The fit brings nothing**: {told}"


def _right_signs(one: Foretold) -> list[bool]:
    was = one.signed is not None
    said = [one.signs >= 0.5, *(rival is not None for rival in _rivals(one)), one.usual]
    return [says == was for says in said]


def _right_packages(one: Foretold) -> list[bool]:
    return [package == one.signed for package in (one.package, *_rivals(one))]


def _rivals(one: Foretold) -> tuple[int | None, ...]:
    return one.unfitted, one.income, one.equal, one.most


def _signs(one: Foretold, right: Sequence[bool]) -> str:
    first, *rest = map(_mark, right)
    was = "no" if one.signed is None else "yes"
    cells = [f"{first} ({one.signs:.0%} of weights sign)", *rest]
    return f"| {one.name} | {was} | {' | '.join(cells)} |"


def _package(one: Foretold, dispute: SettledDispute, table: Table, right: Sequence[bool]) -> str:
    def words(package: int | None) -> str:
        if package is None:
            return "nothing"
        given = describe(table, dispute.packages[package])
        return "; ".join(
            f"{table.items[k].title}: {table.items[k].levels[v].title}" for k, v in given.items()
        )

    cells = [one.name, words(one.signed), words(one.package), str(one.packages + 1)]
    return f"| {' | '.join([*cells, *map(_mark, right)])} |"


def _weights(fitted: Rationalising, fits: Sequence[Rationalising]) -> list[str]:
    lines = []
    for name, (low, high) in ranges(fitted).items():
        first, last = BOUNDS[WEIGHED.index(name)]
        least, most = _over(fits, name)
        lines.append(
            f"| {_NAMES[name]} | {first:g} to {last:g} | {low:.3f} to {high:.3f} | "
            f"{least:.3f} to {most:.3f} |"
        )
    return lines


def _over(fits: Sequence[Rationalising], name: str) -> tuple[float, float]:
    lows, highs = zip(*(ranges(fit)[name] for fit in fits), strict=True)
    return min(lows), max(highs)


def _identified(fits: Sequence[Rationalising]) -> str:
    wide = []
    for name in _NAMES:
        least, most = _over(fits, name)
        first, last = BOUNDS[WEIGHED.index(name)]
        if most - least > _NARROW * (last - first):
            wide.append(_NAMES[name].split(",")[0])
    if not wide:
        return "Here it is not: every weight stays within a tenth of its limits."
    return (
        f"Not identified, by more than a tenth of its limits: the weight of {', of '.join(wide)}."
    )


def _mistake(error: float, what: str) -> str:
    if error < 1e-6:
        return f"There are weights that agree with {what}."
    return (
        f"No weights agree with {what}: those that come closest call one a mistake of "
        f"{error:.2f} billion dollars a year."
    )


def _right_answers(one: AnswerForetold) -> list[bool]:
    said = (one.answers >= 0.5, one.usual, one.taken.larger)
    return [says == one.taken.answered for says in said]


def _answer(one: AnswerForetold, right: Sequence[bool]) -> str:
    taken = one.taken
    cells = [
        taken.name, f"{taken.gain:+.1f}", f"{taken.harm:.1f}", f"{taken.risk:.1f}",
        "yes" if taken.answered else "no", f"{one.answers:.0%}", *map(_mark, right),
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"
