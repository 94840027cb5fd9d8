"""Rebuild docs/outcomes.md from the table of outcomes in the package.

python -m derive.outcomes [--check]
"""

import sys
from pathlib import Path

from cobden.outcomes import OUTCOMES, OutcomeKind
from derive.pages import write_or_check

PAGE = Path(__file__).parents[1] / "docs" / "outcomes.md"
HEADER = """\
# Outcomes

Everything that an equilibrium can be asked for. Each is defined once, in the table
`cobden.outcomes` (this page is made from it by `derive/outcomes.py`), and called the same
everywhere:

```python
import cobden as cb

world = cb.World.load()
result = cb.solve(world, cb.Policy.load().on("2025-06-05"))
result.outcome("consumer_price").sel(economy="USA", numeraire="own income")  # labelled, with unit
prices = cb.Objective.consumer_price("USA", against="own income")  # an aim like any other
cb.gradient(world, cb.Policy.load().on("2025-06-05"), of=prices).value
```

Some have a property of `Result` as well (`result.welfare`). Those that can be aimed at are terms of
objectives ([strategy](strategy.md)), kinds of outcomes at a table of [talks](talks.md), and can be
drawn ([uncertainty](uncertainty.md)), all by the same name; a term names whose it is (`economy`)
and what else the column "and" says. Money is in billions of US dollars of the benchmark's year with
world value added at its benchmark level; in an objective it is in per cent of world value added.
Changes are from the benchmark. Several economies together, a group say, are told as the column
"together" says: the sum, or the mean weighted by benchmark income, wages (labour) or output.
"""
TOGETHER = {"sum": "sum", "income": "by income", "labour": "by wages", "output": "by output"}


def written() -> str:
    """Return the page."""
    lines = [HEADER, "| name | what | unit | by | together | aim | and |", "|" + "---|" * 7]
    lines += map(_row, OUTCOMES.values())
    own = [kind for kind in OUTCOMES.values() if kind.labels]
    lines += ["", "Axes of their own, the usual position last:", ""]
    for kind in own:
        for axis, labels in kind.labels.items():
            lines.append(f"- `{kind.name}`, {axis}: {', '.join(f'`{label}`' for label in labels)}")
    return "\n".join(lines) + "\n"


def _row(kind: OutcomeKind) -> str:
    level = "" if kind.change else ", a level"
    unit = f"% ({kind.talks_unit} at a table)" if kind.as_money else kind.unit
    cells = [
        f"`{kind.name}`",
        f"{kind.title[0].upper()}{kind.title[1:]}{level}. {kind.explained}".replace("``", "`"),
        unit,
        ", ".join(kind.axes),
        TOGETHER[kind.together],
        "yes" if kind.aim else "",
        ", ".join(f"`{name}`" for name in kind.needs),
    ]
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    sys.exit(write_or_check(lambda: {PAGE: written()}, __doc__))
