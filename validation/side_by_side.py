"""Published numbers and computed ones beside each other, as a table of the docs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan

Printed = Mapping[str, str]  # what a source prints, by row
Computed = Mapping[str, float]  # what Cobden finds, by row


@dataclass(frozen=True)
class Table:
    """One published table: for each heading what is printed (or nothing) and what is computed.

    ``digits``: the decimals of a heading that hold on every machine, where a search settles fewer
    than are printed.
    """

    title: str
    text: str
    columns: Mapping[str, tuple[Printed, Computed]]
    shown: Sequence[str] = ()  # the rows to show; all unless given
    digits: Mapping[str, int] = field(default_factory=dict)

    def gaps(self) -> list[float]:
        """Return the absolute differences where something is printed."""
        return [
            abs(float(printed[row]) - computed[row])
            for printed, computed in self.columns.values()
            for row in printed
            if row in computed and not isnan(computed[row])
        ]

    def markdown(self) -> str:
        """Return the table with its title, its text and its largest difference."""
        heads = [""]
        rows = self.shown or list(dict.fromkeys(r for _, c in self.columns.values() for r in c))
        for heading, (printed, _) in self.columns.items():
            heads += [f"{heading}, published", "Cobden"] if printed else [heading]
        lines = [" | ".join(heads), " | ".join(["---"] + ["---:"] * (len(heads) - 1))]
        for row in rows:
            cells = [row]
            for heading, (printed, computed) in self.columns.items():
                cells += [printed.get(row, "")] if printed else []
                most = self.digits.get(heading, 6)
                cells.append(_figure(computed[row], printed, most) if row in computed else "")
            lines.append(" | ".join(cells))
        table = "\n".join(f"| {line} |" for line in lines)
        gaps = self.gaps()
        largest = f"\n\nLargest difference: {_small(max(gaps))}." if gaps else ""
        return f"### {self.title}\n\n{self.text}\n\n{table}{largest}\n"


def _figure(value: float, printed: Printed, most: int) -> str:
    """Format with two more digits than the source prints, at most so many."""
    if isnan(value):
        return "no equilibrium found"
    digits = max((len(text.partition(".")[2]) for text in printed.values()), default=2)
    return f"{value:.{min(digits + 2, most)}f}"


def _small(gap: float) -> str:
    """Format a difference by its size only: its digits are rounding."""
    return f"{gap:.2f}" if gap >= 0.1 else f"{gap:.0e}" if gap >= 1e-6 else "below 1e-6"
