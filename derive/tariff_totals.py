"""Set the mean US rate by month beside what was collected, and write the page of the docs about it.

    python -m derive.tariff_totals            write docs/tariff-totals.md and its picture
    python -m derive.tariff_totals --check    compute it again and compare with what is committed

What was collected is never used to tune: it is compared with. The steps from the law to it are each
computed from the law, the trade of 2024 and published trade of 2025; what no step explains is the
rest.
"""

import csv
import sys
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import altair as alt
import numpy as np
import pandas as pd

from cobden.measures import Policy
from cobden.measures.bought import CLAIMANTS, EU_BLOCK, US, Bought, us_partners
from cobden.measures.effective import by_authority
from cobden.measures.goods import sectors
from cobden.measures.law import Law
from cobden.measures.tables import table
from derive.pages import write_or_check

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
SEEN = SHARED / "observed_2025"
COMTRADE = SHARED / "products" / "us_imports_hs6_2015_25.parquet"
PAGE = ROOT / "docs" / "tariff-totals.md"
COLLECTED = ROOT / "derive" / "collected_by_partner.csv"
PICTURE = ROOT / "docs" / "images" / "tariff-totals.svg"
MONTHS = [f"2025-{m:02d}" for m in range(1, 13)] + ["2026-01", "2026-02", "2026-03"]
UNDER_WAY = timedelta(days=30)
# The six digits of NAICS by what they begin with, the longest first, to sectors of the OECD tables.
NAICS = {
    "3254": "C21", "3311": "C24A", "3312": "C24A", "3313": "C24B aluminium", "3314": "C24B others",
    "3315": "C24A", "3341": "C26 computers", "3342": "C26 telephones", "3343": "C26 sound, vision",
    "3344": "C26 components", "3345": "C26 instruments", "3346": "C26 components",
    "3361": "C29 vehicles", "3362": "C29 parts", "3363": "C29 parts", "3366": "C301",
    "336": "C302T309", "111": "A01", "112": "A01", "115": "A01", "113": "A02", "114": "A03",
    "211": "B06", "212": "B08", "311": "C10T12", "312": "C10T12", "313": "C13T15",
    "314": "C13T15", "315": "C13T15", "316": "C13T15", "321": "C16", "322": "C17_18",
    "323": "C17_18", "324": "C19", "325": "C20", "326": "C22", "327": "C23", "332": "C25",
    "333": "C28", "335": "C27", "337": "C31T33", "339": "C31T33", "9": "UNMAPPED",
}  # fmt: skip
# The same parts of three sectors by the codes of their products.
PARTS = {
    "C24B": (("76", "C24B aluminium"), ("", "C24B others")),
    "C26": (("847", "C26 computers"), ("8517", "C26 telephones"), ("8525", "C26 telephones"),
            ("8526", "C26 telephones"), ("852", "C26 sound, vision"), ("851", "C26 sound, vision"),
            ("85", "C26 components"), ("", "C26 instruments")),
    "C29": (("8701", "C29 vehicles"), ("8702", "C29 vehicles"), ("8703", "C29 vehicles"),
            ("8704", "C29 vehicles"), ("8705", "C29 vehicles"), ("", "C29 parts")),
}  # fmt: skip
FAMILIES = {
    "ordinary": "ordinary", "Russia": "ordinary", "S201": "ordinary", "S301": "Section 301",
    "S232": "Section 232", "IEEPA-reciprocal": "reciprocal", "IEEPA-fentanyl": "fentanyl",
    "IEEPA-Brazil": "Brazil and India", "IEEPA-Russia-oil": "Brazil and India",
    "S122": "Section 122",
}  # fmt: skip
ORDER = ("ordinary", "Section 301", "Section 232", "reciprocal", "fentanyl", "Brazil and India",
         "Section 122")  # fmt: skip
COLOURS = ("#5b6770", "#0b6e8a", "#1f9e89", "#d9a441", "#c2571a", "#7b3f6e", "#8a8f3c")
Duty = np.ndarray  # US dollars on the trade of 2024 [step, family, partner, sector]
STEPS = ("statute", "law", "claims", "in transit")


def family(authority: str) -> int:
    """Return the place in ``ORDER`` of an authority's family."""
    known = [name for name in FAMILIES if authority == name or authority.startswith(f"{name}-")]
    return ORDER.index(FAMILIES[max(known, key=len)])


def exporter_of(partner: str) -> str:
    """Return an economy whose law holds for a partner of the import table."""
    return "FRA" if partner == EU_BLOCK else partner


@cache
def policy() -> Policy:
    """Return the shipped law."""
    return Policy.load()


@cache
def law_on(day: date) -> Law:
    """Return the law as it was collected on a day."""
    return policy().on(day, collected=True)


def claims_at(day: date, lines: Bought, exporter: str) -> np.ndarray:
    """Return the share that claims the USMCA [line], between the months that are known."""
    stored = table("us_imports_2024.npz")
    known = [date.fromisoformat(f"{m}-15").toordinal() for m in stored["claim_months"]]
    place = [str(p) for p in stored["claim_partners"]].index(exporter)
    share = stored["claim"][:, place][:, lines.index].astype(np.float64)
    at = float(np.interp(day.toordinal(), known, np.arange(len(known))))
    low = min(int(at), len(known) - 2)
    return share[low] + (at - low) * (share[low + 1] - share[low])


def points(law: Law, exporter: str, lines: Bought, *, paid: bool = True) -> np.ndarray:
    """Return the points of each family on each line [family, line]."""
    found = np.zeros((len(ORDER), len(lines.index)))
    if paid:
        for name, rates in by_authority(law, US, exporter, lines).items():
            found[family(name)] += rates
        return found
    for claims in (False, True):
        share = 0.0 if lines.claimed is None else lines.claimed
        weight = share if claims else 1.0 - share
        stack = law.stack(US, exporter, lines, claims=claims)
        found[0] += weight * stack.ordinary
        for tariff, rates in zip(stack.tariffs, stack.points, strict=True):
            found[family(tariff.authority)] += weight * rates
    return found


IN_TRANSIT = [ORDER.index(name) for name in ("reciprocal", "fentanyl", "Brazil and India")]


@cache
def rates(day: date, partner: str) -> np.ndarray:
    """Return the points on a partner's lines on a day [step, family, line].

    An ordinary duty that is not known (14 million dollars from China) counts as nothing.
    """
    exporter = exporter_of(partner)
    law = law_on(day)
    lines = law.us_lines(exporter)
    now = points(law, exporter, lines)
    claimed = now
    if exporter in CLAIMANTS:
        own = replace(lines, claimed=claims_at(day, lines, exporter))
        claimed = points(law, exporter, own)
    moved = claimed.copy()
    if exporter not in CLAIMANTS and day - UNDER_WAY >= date(2025, 1, 1):
        then = rates(day - UNDER_WAY, partner)[2]
        moved[IN_TRANSIT] = np.minimum(claimed, then)[IN_TRANSIT]
    return np.nan_to_num([points(law, exporter, lines, paid=False), now, claimed, moved])


def spells(month: str) -> list[tuple[date, float]]:
    """Return days that stand for all of a month's, and the part of it that each stands for.

    Law or transit changes on the first day of a spell.
    """
    first = date.fromisoformat(f"{month}-01")
    after = (first + timedelta(days=32)).replace(day=1)
    turns = {first}
    for m in policy().measures:
        for day in (m.start, m.end, m.collected_from, m.collected_until):
            if day is not None:
                turns |= {day, day + UNDER_WAY}
        for pause in m.suspensions:
            turns |= {pause.start, pause.end, pause.start + UNDER_WAY, pause.end + UNDER_WAY}
    days = sorted(day for day in turns if first <= day < after)
    ends = [*days[1:], after]
    return [(a, (b - a) / (after - first)) for a, b in zip(days, ends, strict=True)]


@cache
def groups() -> tuple[str, ...]:
    """Return the sectors, three of them in parts."""
    parts = [part for some in PARTS.values() for _, part in some]
    return tuple(dict.fromkeys((*(s for s in sectors() if s not in PARTS), *parts)))


def group_index(lines: Bought) -> np.ndarray:
    """Return the place in ``groups`` of each line."""
    order = {name: k for k, name in enumerate(groups())}
    names = [lines.lines.sectors[k] for k in lines.sector]
    return np.array([
        order[next(part for head, part in PARTS.get(name, (("", name),))
                   if f"{code:010d}".startswith(head))]
        for name, code in zip(names, lines.code, strict=True)
    ])  # fmt: skip


@cache
def weights(partner: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return a partner's lines by sector [line], in 2024 and with 2025's trade by product, USD.

    Only China's and Mexico's trade of 2025 by product is known; the others' weights stay.
    """
    lines = law_on(date(2025, 1, 1)).us_lines(exporter_of(partner))
    at = group_index(lines)
    if partner not in ("CHN", "MEX"):
        return at, lines.imports, lines.imports
    by_year: dict[int, dict[str, float]] = {2024: {}, 2025: {}}
    for row in pd.read_parquet(COMTRADE).to_dict("records"):
        if row["partner"] == partner and row["year"] in by_year:
            by_year[int(row["year"])][str(row["hs6"])] = float(row["imports_usd"])
    old, new = by_year[2024], by_year[2025]
    whole = sum(new.values()) / sum(old.values())
    ratio = {code: new.get(code, 0.0) / value for code, value in old.items() if value > 0}
    factor = np.array([ratio.get(f"{code:010d}"[:6], whole) for code in lines.code])
    return at, lines.imports, lines.imports * factor


@dataclass(frozen=True)
class Month:
    """Duty over imports by step [step, family], %: ``partner`` [step, partner] and ``sector``.

    ``steps``: the statute, what of it is paid, with the claims of the month, less goods in transit,
    at the month's trade by sector, at 2025's trade with China and Mexico.
    """

    steps: np.ndarray
    partner: np.ndarray
    sector: np.ndarray


@cache
def duties() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return each month's duty [step, family, partner, group] and the trade that it is on, USD.

    Trade is [year, partner, group]: of 2024, and with 2025's by product. Partner by partner: the
    days of all of them at once would take ten gigabytes.
    """
    names, partners = groups(), us_partners()
    shape = (len(STEPS) + 1, len(ORDER), len(partners), len(names))
    found = {m: (np.zeros(shape), np.zeros((2, len(partners), len(names)))) for m in MONTHS}
    for p, partner in enumerate(partners):
        at, old, new = weights(partner)
        for month, (duty, value) in found.items():
            mean = np.sum([share * rates(day, partner) for day, share in spells(month)], axis=0)
            for f in range(len(ORDER)):
                for step in range(len(STEPS)):
                    duty[step, f, p] = np.bincount(at, old * mean[step, f], len(names))
                duty[-1, f, p] = np.bincount(at, new * mean[-1, f], len(names))
            value[:, p] = [np.bincount(at, w, len(names)) for w in (old, new)]
        rates.cache_clear()
    return found


@cache
def month_of(month: str) -> Month:
    """Return a month's rates at every step."""
    duty, value = duties()[month]
    base, later = value[0].sum(axis=0), value[1].sum(axis=0)
    trade = base * growth(month)
    steps = [100 * duty[s].sum(axis=(1, 2)) / base.sum() for s in range(len(STEPS))]
    at_old = duty[3].sum(axis=1) / np.where(base > 0, base, 1.0)
    at_new = duty[4].sum(axis=1) / np.where(later > 0, later, 1.0)
    steps += [100 * (r * trade).sum(axis=1) / trade.sum() for r in (at_old, at_new)]
    by_partner = [100 * duty[s].sum(axis=(0, 2)) / value[0].sum(axis=1) for s in range(len(STEPS))]
    law = 100 * duty[1].sum(axis=(0, 1)) / np.where(base > 0, base, np.nan)
    last = 100 * at_new.sum(axis=0)
    return Month(np.array(steps), np.array(by_partner), np.array([law, last]))


@cache
def census() -> dict[str, dict[str, np.ndarray]]:
    """Return imports and calculated duty (million USD) by month and group (Census Bureau)."""
    rows = pd.read_parquet(SEEN / "us_imports_duty_monthly_naics6_2020_2025.parquet")
    heads = sorted(NAICS, key=len, reverse=True)
    found: dict[str, dict[str, np.ndarray]] = {}
    for row in rows.to_dict("records"):
        group = NAICS[next(head for head in heads if str(row["NAICS"]).startswith(head))]
        month = found.setdefault(str(row["time"]), {})
        both = np.array([float(row["CON_VAL_MO"]), float(row["CAL_DUT_MO"])]) / 1e6
        month[group] = month.get(group, np.zeros(2)) + both
    return found


def growth(month: str) -> np.ndarray:
    """Return each group's imports in a month over a twelfth of 2024's; of the last month known."""
    seen = census()
    now = seen[min(month, max(seen))]
    mean: dict[str, float] = {}
    for name, groups_ in seen.items():
        if name.startswith("2024"):
            for group, both in groups_.items():
                mean[group] = mean.get(group, 0.0) + float(both[0]) / 12
    every = sum(float(both[0]) for both in now.values()) / sum(mean.values())
    return np.array([float(now[g][0]) / mean[g] if g in now else every for g in groups()])


def calculated(month: str) -> float:
    """Return the calculated duty over imports for consumption, %; NaN where it is not here."""
    if month not in census():
        return float("nan")
    value, duty = np.sum(list(census()[month].values()), axis=0)
    return float(100 * duty / value)


@cache
def receipts() -> dict[str, float]:
    """Return the Treasury's customs duties over imports of goods by month, %."""
    with (SEEN / "tariff_revenue.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["date"][:7]: float(row["effective_rate"]) for row in rows if row["effective_rate"]}


def shown(value: float, form: str = "{:.2f}") -> str:
    """Return a figure, or nothing where it is not known."""
    return "" if np.isnan(value) else form.format(value)


def lined(head: tuple[str, ...], rows: list[list[str]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def totals() -> str:
    """Return the table of the law by month and authority beside what was collected."""
    rows = []
    for month in MONTHS:
        law = month_of(month).steps[1]
        rows.append([month, shown(law.sum()), *(shown(x) for x in law),
                     shown(calculated(month)), shown(receipts().get(month, np.nan))])  # fmt: skip
    return lined(("month", "law", *ORDER, "calculated duty", "receipts"), rows)


def steps_of(month: str) -> list[float]:
    """Return the points of each step from the law to what was collected, and the rest."""
    total = month_of(month).steps.sum(axis=1)
    return [*np.diff(total[1:]), calculated(month) - total[-1]]


def gap() -> str:
    """Return the table of the steps from the law to the calculated duty."""
    rows = []
    for month in MONTHS[:12]:
        total = month_of(month).steps.sum(axis=1)
        rows.append([month, shown(total[0]), shown(total[1] - total[0], "{:+.2f}"), shown(total[1]),
                     *(shown(x, "{:+.2f}") for x in steps_of(month)),
                     shown(calculated(month))])  # fmt: skip
    head = ("month", "statute", "exclusions and quotas", "law", "claims", "in transit",
            "trade by sector", "China and Mexico", "rest", "collected")  # fmt: skip
    return lined(head, rows)


def by_authority_table() -> str:
    """Return what the steps take from each authority, mean of April to December 2025."""
    steps = np.mean([month_of(m).steps for m in MONTHS[3:12]], axis=0)
    rows = [[name, *(shown(x) for x in steps[:, f])] for f, name in enumerate(ORDER[:-1])]
    rows.append(["all", *(shown(x) for x in steps.sum(axis=1))])
    return lined(("authority", "statute", "law", "claims", "in transit", "trade by sector",
                  "China and Mexico"), rows)  # fmt: skip


def by_partner_table() -> str:
    """Return the law by partner in six months, and what claims and transit take."""
    partners = list(us_partners())
    value = {p: weights(p)[1].sum() for p in partners}
    rows = []
    for partner in sorted(partners, key=lambda p: -value[p])[:16]:
        at = partners.index(partner)
        law = [month_of(m).partner[1, at] for m in ("2025-01", "2025-04", "2025-06", "2025-09",
                                                    "2025-12", "2026-03")]  # fmt: skip
        may = np.diff(month_of("2025-05").partner[1:, at])
        july = np.diff(month_of("2025-07").partner[1:, at])
        rows.append(["European Union" if partner == EU_BLOCK else partner,
                     f"{value[partner] / 1e9:.0f}", *(shown(x, "{:.1f}") for x in law),
                     shown(july[0], "{:+.1f}"), shown(may[1], "{:+.1f}")])  # fmt: skip
    head = ("partner", "2024, bn USD", "Jan 2025", "Apr", "June", "Sept", "Dec", "Mar 2026",
            "July: claims", "May: in transit")  # fmt: skip
    return lined(head, rows)


def collected_by_partner() -> dict[str, tuple[float, float]]:
    """Return imports and duties of June 2025 by partner, million USD."""
    with COLLECTED.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {r["partner"]: (float(r["imports_musd"]), float(r["duties_musd"])) for r in rows}


def north_american_rest() -> float:
    """Return Canada's and Mexico's part of June's rest, in points of all imports."""
    duty, value = duties()["2025-06"]
    every = sum(float(both[0]) for both in census()["2025-06"].values())
    rest = 0.0
    for name in CLAIMANTS:
        at, (imports, paid) = us_partners().index(name), collected_by_partner()[name]
        rest += paid - imports * float(duty[-1, :, at].sum() / value[1, at].sum())
    return 100 * rest / every


def collected_by_partner_table() -> str:
    """Return, for June 2025, the law by partner, its steps, what was collected, and the rest."""
    duty, value = duties()["2025-06"]
    law = month_of("2025-06").partner
    rows = []
    for name, (imports, duties_paid) in collected_by_partner().items():
        at = us_partners().index(name if name in us_partners() else EU_BLOCK)
        last = 100 * duty[-1, :, at].sum() / value[1, at].sum()
        paid = 100 * duties_paid / imports
        steps = law[2, at] - law[1, at], last - law[2, at]
        rows.append([name if name in us_partners() else f"{name} (law and weights: the Union's)",
                     f"{imports / 1000:.1f}", shown(law[1, at], "{:.1f}"),
                     *(shown(x, "{:+.1f}") for x in steps), f"{paid:.1f}",
                     shown(paid - last, "{:+.1f}")])  # fmt: skip
    return lined(("partner", "imports, bn USD", "law", "claims", "transit and 2025's trade",
                  "collected", "rest"), rows)  # fmt: skip


def by_sector_table() -> str:
    """Return, for September to December 2025, the law, the last step and what was collected."""
    months = MONTHS[8:12]
    model = np.mean([month_of(m).sector for m in months], axis=0)
    rows = []
    for s, name in enumerate(groups()):
        both = [census()[m][name] for m in months if name in census()[m]]
        value, duty = np.sum(both, axis=0) if both else (0.0, 0.0)
        if value > 8000:
            got = float(100 * duty / value)
            rows.append([name, f"{value / 1000:.0f}", shown(model[0, s], "{:.1f}"),
                         shown(model[1, s], "{:.1f}"), shown(got, "{:.1f}"),
                         shown(got - model[1, s], "{:+.1f}")])  # fmt: skip
    return lined(("sector", "imports, bn USD", "law", "after all steps", "collected", "rest"), rows)


def picture() -> str:
    """Return the chart of the law by authority and what was collected, as SVG."""
    import vl_convert

    bars = [{"month": m, "authority": name, "points": float(x), "order": f}
            for m in MONTHS for f, (name, x) in
            enumerate(zip(ORDER, month_of(m).steps[1], strict=True))]  # fmt: skip
    lines = [{"month": m, "rate": value, "what": what} for m in MONTHS for what, value in
             (("calculated duty", calculated(m)), ("law after all steps",
              float(month_of(m).steps[-1].sum()) if m < "2026" else float("nan")))
             if not np.isnan(value)]  # fmt: skip
    x = alt.X("month:O", title=None, axis=alt.Axis(labelAngle=-45))
    stacked = alt.Chart(alt.Data(values=bars)).mark_bar().encode(
        x=x, y=alt.Y("points:Q", title="% of imports"), order="order:Q",
        color=alt.Color("authority:N", sort=list(ORDER), title="the law",
                        scale=alt.Scale(domain=list(ORDER), range=list(COLOURS))))  # fmt: skip
    drawn = alt.Chart(alt.Data(values=lines)).mark_line(point=True, strokeWidth=2.5).encode(
        x=x, y="rate:Q",
        strokeDash=alt.StrokeDash("what:N", title=None, sort=["calculated duty"]),
        color=alt.value("#111111"))  # fmt: skip
    chart = alt.layer(stacked, drawn).properties(width=620, height=340)
    axis = {"gridColor": "#e4e4e4", "labelFontSize": 12, "titleFontSize": 12}
    config = {"background": "#ffffff", "view": {"stroke": None}, "axis": axis}
    return vl_convert.vegalite_to_svg(chart.to_dict() | {"config": config})


def page() -> str:
    """Return the page."""
    text = (Path(__file__).parent / "tariff_totals.md").read_text(encoding="utf-8")
    late = np.mean([steps_of(m) for m in MONTHS[8:12]], axis=0)
    law = np.mean([month_of(m).steps[1].sum() for m in MONTHS[8:12]])
    parts = {
        "totals": totals(), "gap": gap(), "by_authority": by_authority_table(),
        "by_partner": by_partner_table(), "by_sector": by_sector_table(),
        "collected_by_partner": collected_by_partner_table(),
        "june_rest": f"{steps_of('2025-06')[-1]:.1f}", "june_north": f"{north_american_rest():.1f}",
        "late_law": f"{law:.1f}", "late_seen": f"{law + late.sum():.1f}",
        "late_rest": f"{-late[-1]:.1f}", "late_explained": f"{-late[:-1].sum():.1f}",
        "april_rest": f"{steps_of('2025-04')[-1]:+.1f}",
        "april_gap": f"{sum(steps_of('2025-04')):+.1f}",
        "april_transit": f"{steps_of('2025-04')[1]:+.1f}",
        "january": f"{month_of('2025-01').steps[1].sum() - calculated('2025-01'):.2f}",
    }  # fmt: skip
    for name, value in parts.items():
        text = text.replace("{{" + name + "}}", value)
    return text


if __name__ == "__main__":
    sys.exit(write_or_check(lambda: {PAGE: page()}, __doc__, lambda: {PICTURE: picture()}))
