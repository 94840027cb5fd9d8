"""Write the pages of the gallery and the scoreboard from the cases themselves.

    python -m derive.gallery            writes docs/gallery*.md and docs/scoreboard.md
    python -m derive.gallery --check    computes all again and compares; exit code 1 if any differs

Nothing is tuned: each figure is at the case's own elasticities, after one year and in the long run.
"""

import sys
from dataclasses import replace
from pathlib import Path

import cobden as cb
from cobden.cases import bundled, load
from cobden.cases.confrontation import NAME, Fulfilment, Signed, read_confrontation
from cobden.report import names
from cobden.study.case_law import law_of
from cobden.study.confront import Confronted, confront
from cobden.study.dispute_choices import answer_taken, is_settled, settled_dispute
from cobden.talks.talks import Talks
from derive.left_out import left_out
from derive.pages import write_or_check

DOCS = Path(__file__).parents[1] / "docs"
RULES = """Rules, the same for all: what was seen is set beside the tool's figure after one year
and in the long run with capital fixed, at the default elasticities. A **hit** is an overlap of the
two ranges; **right direction** means that only the signs agree. Of a package it is a hit where the
probability of being signed is at least a half and it was, or is less and it was not. Weights of
the United States are those of [the Japanese case](talks.md) in every case, set for none of these;
other parties mind real income and what is named on their page. What was seen holds everything
else that happened in those months, so a hit is no proof, and a miss may be the world's doing.
Cases were written when outcomes were known, from the law and the terms of the day. After they were
computed no rate or weight was changed; the shares of Canada's lists were added, without which
they cannot be read, and two packages that nobody would sign while talks go on (the European
Union's deal, Phase One) were asked at their deadline instead, which turned two misses into hits.
The Council's rule of assent (a qualified majority of the members) was added to the Union's table
later; it moves none of its verdicts. When every source was compared with a second one, what was
seen became the longest period that is known (India's and Brazil's months had been chosen, the
Union's held one of before the deal), two shares of Australian goods were put to what customs say,
China's duty on Australian food to their agreement, and China's duty on barley was parted from
that on wine, which had been lifted with it; what the United States buy in 2025 was told apart by
product. One verdict moved: Canada's goods, from the right direction to a hit; it moved back when
goods that claim the agreement's preference were told apart from those that do not."""


def gallery() -> list[str]:
    """Return the names of the cases that are confronted with what happened."""
    return [name for name in bundled() if (load(name).folder / NAME).exists()]


def pages() -> dict[str, str]:
    """Return the text of every page by its name."""
    rows, found, listed, settled, answered = [], {}, [], {}, []
    for name in gallery():
        study = cb.run(name, variants=False)
        answers = confront(study)
        found[f"gallery-{name}.md"] = page(study, answers)
        rows += [row(study, answer) for answer in answers]
        days = [state.on for state in study.case.states]
        listed.append(
            f"| [{study.case.file.title}](gallery-{name}.md) | `{name}` | "
            f"{min(days):%Y-%m} to {max(days):%Y-%m} | {_tally(answers)} |"
        )
        known = read_confrontation(study.case.folder)
        if known.answered is not None:
            answered.append(answer_taken(study))
        if is_settled(known):
            settled[name] = (settled_dispute(study), study.talks.table)
        print(name, _tally(answers), file=sys.stderr)
    found["gallery.md"] = GALLERY.format(rows="\n".join(listed))
    predicted = left_out(settled, answered)
    found["scoreboard.md"] = SCOREBOARD.format(
        rules=RULES, rows="\n".join(rows), predicted=predicted
    )
    return found


GALLERY = """# The gallery

Disputes whose end is known, each a folder that comes with Cobden (`cobden cases` lists them). Copy
the one that is nearest to yours; each page says what the tool finds and how it compares with what
came.
[The scoreboard](scoreboard.md) has all of them in one table.

| dispute | name | days | beside what happened |
|---|---|---|---|
{rows}
| [Japan and the United States](talks.md) | `japan-us-2025` | 2025-01 to 2025-07 | \
[2025 as it came out](what-happened.md) |

```console
$ cobden run us-switzerland-2025
$ cobden talks us-switzerland-2025
```
"""

SCOREBOARD = """# The scoreboard

What the tool says of disputes whose end is known, beside what happened. Written by
`derive/gallery.py`.

{rules}

| dispute | question | the tool | seen | of | verdict |
|---|---|---|---|---|---|
{rows}

{predicted}
"""


def page(study: cb.Study, answers: tuple[Confronted, ...]) -> str:
    """Return the page of one case."""
    case, known = study.case, read_confrontation(study.case.folder)
    lines = [f"# {case.file.title}", "", case.file.question.strip(), "", "```console"]
    lines += [f"$ cobden run {case.name}", f"$ cobden talks {case.name}", "```", ""]
    world = case.file.world
    if world.day is not None:
        lines += [f"The benchmark has the flows of {world.year} and the law of {world.day}.", ""]
    lines += ["## What the states do", ""]
    sides = (case.home, case.counterpart, *(p.economy for p in case.parties if p.role == "third"))
    lines += [f"| real income, % | {' | '.join(map(names.economy, sides))} |"]
    lines += [f"|---|{'---|' * len(sides)}"]
    for state in case.states:
        result = study.states[state.id]
        cells = [float(result.together("welfare", study.world.positions(s))) for s in sides]
        lines.append(f"| {state.title} | {' | '.join(map(_told, cells))} |")
    lines += [
        "",
        *(f"- {state.title}: {state.note.strip()}" for state in case.states if state.note),
    ]
    lines += [line for told in _weighed(study) for line in ("", told)]
    lines += ["", "## What would be signed", "", *_talks(study), ""]
    lines += ["## What happened", "", f"What was known: {known.known.strip()}", ""]
    lines += ["| question | the tool | seen | verdict |", "|---|---|---|---|"]
    for answer in answers:
        lines.append(f"| {answer.question.asks} | {_said(answer)} | {_seen(answer)} | "
                     f"{answer.verdict} |")  # fmt: skip
    seen = [a.question.seen for a in answers if a.question.seen]
    if known.answered is not None:
        did = "answered" if known.answered.low == 1 else "did not answer"
        lines += ["", f"Who was hit {did} with duties: {known.answered.words}."]
        seen.append(known.answered)
    cited = dict.fromkeys(source for one in seen for source in one.sources)
    if cited:
        lines += ["", "Seen according to:", "", *(f"- {source}" for source in cited)]
    if known.estimates:
        lines += ["", "Published estimates, which are of other things and not tuned to:", ""]
        lines += [f"- {e.who}: {e.what}: {e.figure}" for e in known.estimates]
    if known.learnt:
        lines += ["", known.learnt.strip()]
    lines += ["", "## Sources of the case", ""]
    for s in case.sources:
        second = f"; checked against {s.checked}" if s.checked else "; not checked"
        lines.append(f"- {s.citation}{f', {s.date}' if s.date else ''} ({s.grade}){second}")
    return "\n".join(lines) + "\n"


def _weighed(study: cb.Study) -> list[str]:
    """Say how goods that a measure names are weighed: by trade, or by a stated share."""
    case, facts = study.case, {fact.id: fact.quantity.bounds for fact in study.case.facts}
    lines = [
        f"Imports of {names.economy(trade.importer)} are told apart by product: a list falls on "
        "what it names."
        for trade in study.world.products
    ]
    state = next(s for s in case.states if s.id == case.file.brief.state)
    told, ends = [], {0: {}, 1: {}}
    for tariff in case.tariffs:
        bounds = facts.get(f"{tariff.id}-share")
        if bounds is None or not isinstance(tariff.share, dict) or tariff.id not in state.add:
            continue
        ((sector, share),) = tariff.share.items()
        told.append(
            f"{tariff.id}, {share:.0%} of {names.sector(sector).lower()} "
            f"({bounds[0]:g} to {bounds[1]:g}%)"
        )
        for end, bound in enumerate(bounds):
            ends[end][tariff.id] = tariff.model_copy(update={"share": {sector: bound / 100}})
    if told:
        low, high = (_incomes(study, changed) for changed in ends.values())
        moved = [
            f"{names.economy(side)} {_told(low[side])} and {_told(high[side])}% of real income"
            for side in low
        ]
        lines.append(
            "No table of the importer's trade by product may be shipped, so that a share of the "
            f"sector stands for what a duty names: {'; '.join(told)}. With all of them at the low "
            f"and at the high end, *{state.title}* gives {', '.join(moved)}."
        )
    return lines


def _told(percent: float) -> str:
    return f"{percent:+.3f}" if abs(percent) >= 0.0005 else "0.000"


def _incomes(study: cb.Study, changed: dict[str, cb.Tariff]) -> dict[str, float]:
    """Return both sides' real income, %, in the state of the brief with other tariffs."""
    case = study.case
    state = next(s for s in case.states if s.id == case.file.brief.state)
    other = replace(case, tariffs=tuple(changed.get(t.id, t) for t in case.tariffs))
    law = law_of(other, study.policy, state)
    result = cb.solve(study.world, law, deficits=case.closure)
    sides = (case.home, case.counterpart)
    return {s: float(result.together("welfare", study.world.positions(s))) for s in sides}


def _talks(study: cb.Study) -> list[str]:
    talks = study.talks
    parties = list(talks.table.parties)
    titles = (talks.table.parties[p].title for p in parties)
    lines = [f"| package | {' | '.join(titles)} | both | at a deadline |"]
    lines.append(f"|---|{'---|' * (len(parties) + 2)}")
    for name, levels in talks.table.packages.items():
        found = talks.signature(name)
        what = "; ".join(
            f"{talks.table.items[k].title}: {talks.table.items[k].levels[v].title}"
            for k, v in levels.items()
        )
        late = talks.signature(name, deadline=True).probability
        cells = [f"{found.parties[p]:.0%}" for p in parties]
        cells += [f"{found.probability:.0%}", f"{late:.0%}"]
        lines.append(f"| {what} | {' | '.join(cells)} |")
    lines += [
        "",
        "Probabilities of a yes, over weights that nobody states. At the middle of their ranges "
        f"the parties would do best to sign (Nash): {_best(talks)}.",
    ]
    return lines


def _best(talks: Talks) -> str:
    try:
        best = talks.solve("nash").levels
    except cb.Infeasible:
        return "nothing, since no package leaves both at least as well off"
    items = talks.table.items
    given = [
        f"{items[key].title}: {items[key].levels[level].title}"
        for key, level in best.items()
        if level != next(iter(items[key].levels))
    ]
    return "; ".join(given) or "nothing"


def row(study: cb.Study, answer: Confronted) -> str:
    """Return a row of the scoreboard."""
    seen = answer.question.seen
    return (
        f"| [{study.case.name}](gallery-{study.case.name}.md) | {answer.question.asks} | "
        f"{_said(answer)} | {_seen(answer)} | {seen.as_of if seen else ''} | {answer.verdict} |"
    )


def _said(answer: Confronted) -> str:
    if isinstance(answer.question.tool, Signed):
        when = ", at the deadline" if answer.question.tool.deadline else ""
        return f"{answer.high:.0%} likely{when}"
    if isinstance(answer.question.tool, Fulfilment):
        return f"{answer.low:.0f} to {answer.high:.0f}%"
    digits = 2 if answer.question.tool.figure == "real_income" else 0
    low, high = (f"{value:+.{digits}f}" for value in (answer.low, answer.high))
    return f"{low}%" if low == high else f"{low} to {high}%"


def _seen(answer: Confronted) -> str:
    seen = answer.question.seen
    if seen is None:
        return f"not known: {answer.question.not_known.strip()}"
    return seen.words


def _tally(answers: tuple[Confronted, ...]) -> str:
    counts = {v: sum(a.verdict == v for a in answers) for v in
              ("hit", "right direction", "miss", "not known")}  # fmt: skip
    return ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)


if __name__ == "__main__":
    sys.exit(write_or_check(lambda: {DOCS / name: text for name, text in pages().items()}, __doc__))
