"""Set every observed series of the shipped chains beside the model, in docs/chains.md.

    python -m derive.chain_replays               write the tables and the picture
    python -m derive.chain_replays --check       compute again and compare with what is committed
    python -m derive.chain_replays --draws 64    draw the ranges anew (some minutes), then write
    python -m derive.chain_replays --draws 64 --chain gas    those of one chain

The model's values are solved each time. The ranges are between which nine draws in ten lie, when
every assumption of a chain is drawn between its low and its high; they take minutes and are kept in
``derive/chain_replays.csv``. Nothing of a chain is tuned to what is shown here.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import vl_convert

from cobden.chains import Chain, load, run, scenarios, shipped
from cobden.chains.replay import compared
from cobden.study.chain_draws import draw_replays

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "chains.md"
PICTURE = ROOT / "docs" / "images" / "chain-replays.svg"
RANGES = ROOT / "derive" / "chain_replays.csv"
BEGIN, END = "<!-- replays: written by derive/chain_replays.py -->\n", "<!-- end of replays -->\n"
RULES_BEGIN = "<!-- rules: written by derive/chain_replays.py -->\n"
RULES_END = "<!-- end of rules -->\n"
QUARTERS_BEGIN = "<!-- quarters: written by derive/chain_replays.py -->\n"
QUARTERS_END = "<!-- end of quarters -->\n"
KEYS = ["chain", "series", "month"]


def _lines(chain: Chain, **how: Any) -> Chain:
    return chain.with_lines(*{use.use for use in chain.uses}, **how)


RULES: dict[str, Callable[[Chain], Chain]] = {
    "yields": lambda chain: chain,
    "runs at 80% or stops": lambda chain: _lines(chain, minimum=0.8),
    "runs in full or stops": _lines,
    "80% under contract": lambda chain: chain.with_contracts(0.8),
}
"""How what is short is shared: the shipped rule first, then the harder ones."""


def replayed() -> list[tuple[str, str]]:
    """Return every chain and scenario that is set beside something observed."""
    return [
        (name, scenario)
        for name in shipped()
        for scenario in scenarios(name)
        if load(name, scenario=scenario).replays
    ]


def solved() -> pd.DataFrame:
    """Return what was seen and what the model says, value by value."""
    frames = [
        compared(run(load(name, scenario=scenario))).assign(chain=name)
        for name, scenario in replayed()
    ]
    return pd.concat(frames, ignore_index=True)


def drawn(draws: int, chain: str) -> Any:
    """Return the range of each value over ``draws`` draws; of one chain the new ones, else all."""
    rows = []
    for name, scenario in replayed():
        if chain not in ("", name):
            continue
        with TemporaryDirectory() as folder:
            made = draw_replays(name, scenario=scenario, draws=draws, store=folder)
            ranges = made.ranges(at=(0.05, 0.95)).reset_index().set_index("outcome")
        table = compared(run(load(name, scenario=scenario)))
        for series, month in zip(table.series, table.month, strict=True):
            low, high = ranges.loc[f"{series}, {month}", [0.05, 0.95]]
            rows.append((name, series, month, f"{low:.5g}", f"{high:.5g}", draws))
    new = pd.DataFrame(rows, columns=[*KEYS, "low", "high", "draws"])
    if not chain:
        return new
    kept: Any = pd.read_csv(RANGES)
    return pd.concat([kept[kept.chain != chain], new])


def joined() -> Any:
    """Return values and ranges together; ``inside`` says whether what was seen lies in its range.

    A fiftieth of the range's ends is rounding, not a miss.
    """
    ranges = pd.read_csv(RANGES).drop_duplicates(KEYS)
    table: Any = solved().merge(ranges, on=KEYS, how="left")
    low, high = 0.98 * table.low, 1.02 * table.high
    table["inside"] = (low <= table.seen) & (table.seen <= high)
    return table


def figure(value: float) -> str:
    """Return a value with three significant digits, thousands grouped."""
    if not np.isfinite(value):
        return "beyond its time"
    if abs(value) < 0.005:
        return "0"
    digits = max(0, 2 - int(np.floor(np.log10(abs(value)))))
    return f"{value:,.{digits}f}"


def miss(seen: float, predicted: float) -> str:
    """Return how far a prediction is off: in per cent, or as a multiple where it is far."""
    if not np.isfinite(predicted):
        return ""
    if seen == 0:
        return "none was seen"
    if predicted < 0.005 * seen:
        return "none in the model"
    ratio = predicted / seen
    if ratio < 1 / 3:
        return f"a {1 / ratio:,.2g}th"
    return f"{ratio:,.2g} times" if ratio > 3 else f"{100 * (ratio - 1):+.0f}%".replace("-", "−")


def section(table: Any) -> str:
    """Return the part of the page that this script writes."""
    told = table[table.predicted.notna()]
    price = told.series.str.startswith("price")
    lines = [
        "| of | values seen | inside the range | median miss, as a factor |",
        "|---|---|---|---|",
    ]
    for what, part in (("prices", told[price]), ("quantities", told[~price]), ("all", told)):
        ratio = (part.predicted / part.seen).where((part.seen > 0) & (part.predicted > 0))
        factor = np.exp(np.abs(np.log(ratio.dropna())).median())
        lines.append(f"| {what} | {len(part)} | {int(part.inside.sum())} | {factor:.2g} |")
    lines += ["", "![Predicted over seen, value by value](images/chain-replays.svg)", ""]
    for chain, part in table.groupby("chain", sort=False):
        lines += [f"**{load(str(chain)).title}**", "",
                  "| series | when | seen | model | nine draws in ten | miss | inside |",
                  "|---|---|---|---|---|---|---|"]  # fmt: skip
        for row in part.to_dict("records"):
            known = np.isfinite(row["predicted"])
            capped = ", capped" if known and row["capped"] else ""
            between = f"{figure(row['low'])} to {figure(row['high'])}" if known else ""
            inside = ("yes" if row["inside"] else "no") if known else ""
            lines.append(
                f"| {row['series']}, {row['unit']} | {row['month']} | {figure(row['seen'])} | "
                f"{figure(row['predicted'])}{capped} | {between} | "
                f"{miss(row['seen'], row['predicted'])} | {inside} |"
            )
        lines.append("")
    return "\n".join(lines)


def quarters(table: Any) -> str:
    """Return the prices of gas by quarter: means of the quarters of which every month was seen."""
    monthly = table[(table.chain == "gas") & table.series.str.startswith("price")]
    monthly = monthly[monthly.month.str.fullmatch(r"\d{4}-\d{2}") & monthly.predicted.notna()]
    period = pd.PeriodIndex(monthly.month, freq="M").asfreq("Q").astype(str)
    lines = ["| price, USD/MMBtu | quarter | seen | model | miss |", "|---|---|---|---|---|"]
    for (series, quarter), part in monthly.groupby(["series", period], sort=True):
        if len(part) == 3:
            seen, model = float(part.seen.mean()), float(part.predicted.mean())
            what = str(series).removeprefix("price ")
            when = str(quarter).replace("Q", ", quarter ")
            lines.append(
                f"| {what} | {when} | {figure(seen)} | {figure(model)} | {miss(seen, model)} |"
            )
    return "\n".join(lines) + "\n"


def ruled() -> str:
    """Return the table of replayed prices under each of the rules; capped ones are called so."""
    lines = [
        f"| price, USD/kg | when | seen | {' | '.join(RULES)} |",
        f"|---|---|---|{'---|' * len(RULES)}",
    ]
    for name in ("gallium", "rare_earths"):
        tables = [compared(run(rule(load(name)))) for rule in RULES.values()]
        for rows in zip(*(table.to_dict("records") for table in tables), strict=True):
            seen = rows[0]
            if seen["series"].startswith("price") and np.isfinite(seen["predicted"]):
                cells = (
                    figure(row["predicted"]) + (", capped" if row["capped"] else "") for row in rows
                )
                what = seen["series"].removeprefix("price of ").replace("price in", "gallium in")
                lines.append(
                    f"| {what} | {seen['month']} | {figure(seen['seen'])} | {' | '.join(cells)} |"
                )
    return "\n".join(lines) + "\n"


def picture(table: Any) -> str:
    """Return the drawing: predicted over seen on a log scale, a row for each series."""
    shown = table[(table.seen > 0) & table.predicted.notna()].copy()
    floor = 1e-3
    for name in ("predicted", "low", "high"):
        shown[f"{name} over seen"] = (shown[name] / shown.seen).clip(lower=floor, upper=1 / floor)
    colours = alt.Scale(domain=["price", "quantity"], range=["#D55E00", "#0072B2"])
    shown["kind"] = np.where(shown.series.str.startswith("price"), "price", "quantity")
    series = shown.chain.str.replace("_", " ") + ": " + shown.series
    shown["row"] = series + ", " + shown.month
    order = list(shown.row)
    x = {
        "type": "quantitative",
        "scale": alt.Scale(type="log", domain=[floor, 1 / floor]),
        "axis": alt.Axis(values=[0.001, 0.01, 0.1, 1, 10, 100, 1000], format="~g"),
    }
    base = alt.Chart(shown).encode(
        y=alt.Y("row:N", sort=order, title=None, axis=alt.Axis(labelLimit=460)),
    )
    bars = base.mark_rule(strokeWidth=2, opacity=0.45).encode(
        x=alt.X("low over seen", title="model over what was seen", **x), x2="high over seen:Q",
        color=alt.Color("kind:N", title=None, scale=colours),
    )  # fmt: skip
    dots = base.mark_point(filled=True, size=36).encode(
        x=alt.X("predicted over seen", title="model over what was seen", **x),
        color="kind:N",
        shape=alt.Shape("kind:N", legend=None),
    )
    right = alt.Chart(pd.DataFrame({"x": [1.0]})).mark_rule(strokeDash=[4, 3]).encode(x="x:Q")
    chart = (bars + dots + right).properties(width=520, height={"step": 13})
    grey = "#808080"  # read on white and on black alike
    config = {
        "background": "transparent",
        "padding": {"left": 70, "right": 10, "top": 5, "bottom": 5},
        "axis": {"labelColor": grey, "titleColor": grey, "gridColor": "#80808040"},
        "legend": {"labelColor": grey},
        "view": {"stroke": "transparent"},
        "rule": {"color": grey},
    }
    return vl_convert.vegalite_to_svg(chart.to_dict() | {"config": config})


def page(table: Any) -> str:
    """Return the whole page with its replays as they are now."""
    text = PAGE.read_text(encoding="utf-8")
    for begin, end, new in (
        (BEGIN, END, section(table)),
        (RULES_BEGIN, RULES_END, ruled()),
        (QUARTERS_BEGIN, QUARTERS_END, quarters(table)),
    ):
        before, rest = text.split(begin)
        text = before + begin + "\n" + new + end + rest.split(end)[1]
    return text


def main() -> int:
    """Write or check the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--draws", type=int, default=0)
    parser.add_argument("--chain", default="")
    asked = parser.parse_args()
    if asked.draws:
        drawn(asked.draws, asked.chain).to_csv(RANGES, index=False)
    table = joined()
    whole, drawing = page(table), picture(table)
    if not asked.check:
        PAGE.write_text(whole, encoding="utf-8")
        PICTURE.write_text(drawing, encoding="utf-8")
        return 0
    kept = PAGE.read_text(encoding="utf-8")
    if kept != whole:
        old, new = kept.splitlines(), whole.splitlines()
        for line in [line for line in new if line not in old]:
            print("differs:", line)
    return int(kept != whole)


if __name__ == "__main__":
    sys.exit(main())
