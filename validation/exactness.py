"""Write the page of the docs that sets published numbers beside Cobden's.

    python -m validation.exactness            write docs/exactness.md
    python -m validation.exactness --check    compute it again and compare with what is committed

Computed numbers are Cobden's own, on the inputs of the papers. Nothing is tuned: where a number is
not reached the page says which convention differs, or that we do not know.
"""

import argparse
import re
import sys

from validation import exact_strategies, exact_trade
from validation.published import ROOT
from validation.side_by_side import Table

PAGE = ROOT / "docs" / "exactness.md"
NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?|\d+e-\d+")
WITHIN = 1.5  # units of a number's last digit: what another machine's rounding may do to a search

TOP = """# Exactness: published numbers beside Cobden's

This page is written by `python -m validation.exactness` from the inputs of four papers and
packages, and a test holds it to what Cobden computes. Published numbers are shown as printed;
Cobden's have two digits more, or those that hold on every machine where a search ends on a flat
top. Real income is in percent of the benchmark. Nothing is tuned: where a number is not reached,
the text says which convention differs, or that we do not know why.
"""
SECTIONS = {
    "Caliendo & Parro (2015)": (
        "*Estimates of the trade and welfare effects of NAFTA*, Review of Economic Studies 82(1), "
        "from the authors' calibration: 31 countries, 40 sectors, input-output links. What the "
        "paper calls welfare is a first-order formula at base weights; the exact change of real "
        "income stands beside it. The printed values of Tables 7, 11, A3 and A9 are not among our "
        "inputs: the runs behind them are shown, and an independent solver agrees with each to "
        "1e-6 points.",
        exact_trade.caliendo_parro,
    ),
    "Ossa (2014)": (
        "*Trade wars and trade talks with data*, American Economic Review 104(12): seven regions, "
        "33 sectors, monopolistic competition with a fixed number of firms.",
        exact_strategies.ossas_tables,
    ),
    "Lashkaripour & Lugovskyy (2023)": (
        "*Profits, scale economies, and the gains from trade and industrial policy*, American "
        "Economic Review 113(10): 44 economies, 16 sectors, eleven rows of Table 4.",
        exact_strategies.lashkaripour_lugovskyys_table,
    ),
    "The United States in 2022": (
        "Scenarios of the open packages `ahmadlp/us-tariff` and `ahmadlp/tariffwar` on the OECD's "
        "table for 2022: no input-output links, no deficits, tariffs on services too. IS and U4 "
        "are sets of elasticities.",
        exact_trade.scenarios_of_2022,
    ),
}


def page() -> str:
    """Return the page, all of it computed again."""
    parts = [TOP]
    for title, (text, tables) in SECTIONS.items():
        parts += [f"## {title}\n\n{text}\n", *(table.markdown() for table in tables())]
    return "\n".join(parts)


def holds(table: Table, text: str) -> bool:
    """Return whether ``text`` shows this table, but for rounding."""
    start = text.find(f"### {table.title}\n")
    new = table.markdown()
    end = re.compile(r"^#", re.MULTILINE).search(text, start + 3)
    return start >= 0 and same(text[start : end.start() if end else None].strip(), new.strip())


def same(one: str, other: str) -> bool:
    """Return whether two texts differ at most in the last digits of their numbers."""
    if NUMBER.split(one) != NUMBER.split(other):
        return False
    pairs = zip(NUMBER.findall(one), NUMBER.findall(other), strict=True)
    return all(a == b or _near(a, b) for a, b in pairs)


def _near(one: str, other: str) -> bool:
    if "e" in one or "e" in other:  # a difference: its size is all that matters
        return 0.4 < float(one) / float(other) < 2.5
    unit = 10.0 ** -len(one.partition(".")[2])
    return abs(float(one) - float(other)) < WITHIN * unit


def main() -> None:
    """Write the page, or check it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    new = page()
    if not check:
        PAGE.write_text(new, encoding="utf-8")
    elif not same(PAGE.read_text(encoding="utf-8"), new):
        sys.exit(f"{PAGE.relative_to(ROOT)} is not current: run python -m validation.exactness")


if __name__ == "__main__":
    main()
