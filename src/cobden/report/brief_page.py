"""The brief as one page of HTML that asks nothing of any host."""

import base64
import re
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jinja2
from altair.utils.schemapi import debug_mode

from cobden.base.dates import day_in_words as day
from cobden.base.economies import ROW
from cobden.report import (
    chart_room,
    chart_style,
    charts,
    commodities,
    groups,
    instruments,
    line_tables,
    names,
    people_tables,
    pledges,
    reach,
    render,
    year_tables,
)
from cobden.report.brief import Brief
from cobden.report.brief_rows import WORLD
from cobden.report.colour_steps import INCOME, JOBS, SALES, fitted
from cobden.report.panel import panel
from cobden.report.spread import band_rows
from cobden.report.words import billions, number, percent, prose, span, steps

if TYPE_CHECKING:
    import altair as alt

_CONTENTS = "<!-- contents -->"
FONTS = {"Source Sans 3": "source-sans-3.woff2", "Source Serif 4": "source-serif-4.woff2"}


@dataclass(frozen=True)
class Plate:
    """A chart for a page and for paper, and for a phone where that needs another drawing.

    Its drawings may be on their way: whoever reads one waits for it.
    """

    on_page: Future[str]
    on_phone: Future[str] | None

    @cached_property
    def wide(self) -> str:
        """The drawing for a page."""
        return render.compact(self.on_page.result())

    @cached_property
    def narrow(self) -> str | None:
        """The drawing for a phone."""
        return None if self.on_phone is None else render.compact(self.on_phone.result())


def page(brief: Brief) -> str:
    """Return the page, written while its charts are drawn."""
    with ThreadPoolExecutor(1) as renderer:
        return _with_contents(_page(brief, _plates(brief, renderer)))


def _page(brief: Brief, plates: dict[str, Plate]) -> str:
    parties = [party.economy for party in brief.case.parties]
    return render_template(
        "brief.html.j2",
        steps={
            "map": steps(income_steps(brief), "%"),
            "places": steps(job_steps(brief), "%"),
            "flows": steps(_sale_steps(brief)),
        },
        title=brief.case.file.title,
        elasticities=names.elasticities(brief.elasticity, brief.citations),
        brief=brief,
        case=brief.case,
        panel=panel(brief),
        shown=brief.titles[brief.shown],
        charts=plates,
        closures=brief.closures,
        commodities=[commodities.grid(answer) for answer in brief.minerals.answers],
        drawn_over=commodities.drawn_over(brief.minerals),
        people=people_tables.grids(brief.people),
        products=line_tables.pairs(brief.products),
        years=year_tables.grids(brief.case_years, parties, brief.digits),
        instruments=instruments.grid(brief.instruments, brief.titles),
        pledges=pledges.grid(brief.pledges, brief.titles),
        reach=reach.grid(
            (row for row in brief.reach if row.state == brief.shown), brief.titles[brief.shown]
        ),
        members=[groups.members(brief, name) for name in brief.groups],
        groups={name: groups.summed(brief, name) for name in brief.groups},
        **_rows(brief),
    )


def _with_contents(page: str) -> str:
    """Return the page with a name for each of its parts, and links to them."""
    titles = re.findall(r"<section[^>]*>\s*<h2>(.*?)</h2>", page)
    for place, title in enumerate(titles, start=1):
        page = page.replace(f"<h2>{title}</h2>", f'<h2 id="part-{place}">{title}</h2>', 1)
    links = "".join(
        f'<li><a href="#part-{place}">{title}</a></li>'
        for place, title in enumerate(titles, start=1)
    )
    contents = f'<nav class="contents" aria-label="Contents"><ol>{links}</ol></nav>'
    return page.replace(_CONTENTS, contents)


def render_template(template: str, **values: Any) -> str:
    """Return a page that carries its own style, script and fonts; it needs a ``title``."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("cobden.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {
        "percent": percent,
        "span": span,
        "signed": lambda value, digits=1: number(value, digits, signed=True),
        "number": number,
        "economy": names.economy,
        "the": names.the,
        "sector": names.sector,
        "day": day,
        "figure": commodities.figure,
        "prose": prose,
    }
    environment.globals |= values  # macros see globals only
    return environment.get_template(template).render(
        style=_text("templates/brief.css"),
        script=_text("templates/brief.js"),
        fonts=[{"family": family, "data": _font(file)} for family, file in FONTS.items()],
        version=version("cobden"),
    )


def _plates(brief: Brief, renderer: Executor) -> dict[str, Plate]:
    """Return every chart, handed to the renderer as soon as it is made.

    Altair's checks of every part of a chart take as long as all else, and tests have made them.
    """
    with debug_mode(False):
        wide, narrow = (
            {
                name: renderer.submit(render.draw, chart_style.spec_of(chart))
                for name, chart in drawings(brief, room)
            }
            for room in (chart_room.WIDE, chart_room.PHONE)
        )
    return {name: Plate(drawing, narrow.get(name)) for name, drawing in wide.items()}


def drawings(
    brief: Brief, room: chart_room.ChartRoom = chart_room.WIDE
) -> "Iterator[tuple[str, alt.TopLevelMixin]]":
    """Yield every chart of the brief with its name; for a phone those that it needs otherwise.

    Maps carry no words and a market's shares fit as they are: both serve every width.
    """
    wide = room is chart_room.WIDE
    titles = [brief.titles[state] for state in brief.changing]
    watched = [party.economy for party in brief.case.parties][:3]
    if wide:
        yield "world", charts.world(_map(brief), income_steps(brief))
    if titles:
        yield "welfare", charts.welfare(_welfare(brief), titles, room)
        yield "sectors", charts.sectors(_sectors(brief), titles, room)
    yield "flows", charts.flows(_flows(brief), _sale_steps(brief), room)
    for sector in brief.case.file.brief.markets if wide else ():
        for importer in brief.levying:
            rows = _market(brief, importer, sector)
            yield f"market {importer} {sector}", charts.shares(rows, names.sector(sector))
    if titles and brief.variants is not None:
        rows = _ranges(brief, watched)
        yield "ranges", charts.ranges(rows, titles, [names.economy(e) for e in watched], room)
    if wide and (rows := people_tables.map_rows(brief.people)):
        yield "places", charts.states(rows, job_steps(brief))
    if brief.minerals.rows:
        yield "commodities", charts.running(commodities.running(brief.minerals.answers), room)
    if brief.years:
        parties = [party.economy for party in brief.case.parties]
        shown = year_tables.chart_rows(brief.case_years, parties)
        yield "years", charts.by_year(shown, room)
    if brief.spread is not None:
        incomes, trade = (band_rows(brief.spread, real_income=only) for only in (True, False))
        yield "spread incomes", charts.bands(incomes, "real income, %", room)
        yield "spread trade", charts.bands(trade, "change, %", room)


def notable(brief: Brief, most: int = 16) -> list[str]:
    """Return the parties, then the economies that gain or lose most money in the shown state."""
    parties = [party.economy for party in brief.case.parties]
    others = [row for row in brief.single if row.economy not in (ROW, *parties)]
    movers = [row.economy for row in sorted(others, key=lambda row: -abs(row.gain))]
    return [*parties, *movers][: max(most, len(parties))]


def income_steps(brief: Brief) -> list[float]:
    """Return the limits between the colours of the world's map, %."""
    return fitted(INCOME, (row["value"] for row in _map(brief)))


def job_steps(brief: Brief) -> list[float]:
    """Return the limits between the colours of the map of places, %."""
    return fitted(JOBS, (row["value"] for row in people_tables.map_rows(brief.people)))


def _sale_steps(brief: Brief) -> list[float]:
    return fitted(SALES, (row["value"] for row in _flows(brief) if row["value"] is not None))


def _map(brief: Brief) -> charts.Rows:
    return [
        {
            "economy": row.economy,
            "value": row.welfare,
            "label": f"{names.economy(row.economy)}: {percent(row.welfare, brief.digits)}, "
            f"{billions(row.gain)}",
        }
        for row in brief.single
        if row.economy != ROW
    ]


def _welfare(brief: Brief) -> charts.Rows:
    rows = []
    for economy in notable(brief):
        for state in brief.changing:
            row = brief.of(state, economy)
            low = row.welfare if row.low is None else row.low
            high = row.welfare if row.high is None else row.high
            rows.append(
                {
                    "name": names.economy(economy),
                    "state": brief.titles[state],
                    "value": row.welfare,
                    "low": low,
                    "high": high,
                    "label": f"{names.economy(economy)}, {brief.titles[state]}: "
                    f"{percent(row.welfare, row.digits)} ({span(low, high, row.digits)})",
                }
            )
    return rows


def _sectors(brief: Brief, most: int = 14) -> charts.Rows:
    """Return the sectors that matter, those that shrink most first, those that grow most last."""
    shown = [row for row in brief.sectors if row.state == brief.shown]
    least = 1e-3 * sum(row.value_added_before for row in shown)
    weighty = sorted(
        (row for row in shown if row.value_added_before > least), key=lambda row: row.output
    )
    kept = weighty if len(weighty) <= most else weighty[: most - 4] + weighty[-4:]
    order = {row.sector: place for place, row in enumerate(kept)}
    rows = [r for r in brief.sectors if r.state in brief.changing and r.sector in order]
    return [
        {
            "name": names.sector(row.sector),
            "state": brief.titles[row.state],
            "value": row.output,
            "label": f"{names.sector(row.sector)}, {brief.titles[row.state]}: "
            f"output {percent(row.output)}",
        }
        for row in sorted(rows, key=lambda row: order[row.sector])
    ]


def _market(brief: Brief, importer: str, sector: str, most: int = 8) -> charts.Rows:
    """Return the origins whose share moves most, the largest seller first."""
    rows = brief.origins(importer, sector)
    movers = sorted(rows, key=lambda row: -abs(row.change))[:most]
    return [
        {
            "name": names.economy(row.origin),
            "value": row.change,
            "text": f"{number(row.before, 1)} to {number(row.after, 1)}",
            "label": f"{names.economy(row.origin)}: {number(row.before)}% to {number(row.after)}%",
        }
        for row in sorted(movers, key=lambda row: -row.after)
    ]


def _ranges(brief: Brief, economies: list[str]) -> charts.Rows:
    assert brief.variants is not None
    rows = []
    for economy in economies:
        for state in brief.changing:
            chosen = brief.variants.sel(state=state, economy=economy)
            found = chosen.transpose("deficits", "elasticity").to_series().to_dict()
            for closure, words in brief.closures.items():
                for name in chosen["elasticity"].values:
                    value = found[closure, name]
                    rows.append(
                        {
                            "name": names.economy(economy),
                            "state": brief.titles[state],
                            "value": value,
                            "closure": words,
                            "main": (name, closure) == (brief.elasticity, brief.deficits),
                            "label": f"{names.economy(economy)}, {name}, deficits {words}: "
                            f"{percent(value, brief.digits_in(state))}",
                        }
                    )
    return [row for row in rows if row["value"] == row["value"]]  # what has no equilibrium is NaN


def _flows(brief: Brief, most: int = 8) -> charts.Rows:
    rows, known = [], len(brief.single)
    traders = brief.apart(notable(brief, known))[: max(most, len(brief.case.parties))]
    for seller in traders:
        for buyer in traders:
            sold = brief.sold(seller, buyer)
            before, after = sold["benchmark"], sold[brief.shown]
            same = seller == buyer
            rows.append(
                {
                    "exporter": names.economy(seller),
                    "importer": names.economy(buyer),
                    "value": None if same else after - before,
                    "text": "" if same else number(after - before, 1, signed=True),
                    "label": f"{names.economy(seller)} to {names.economy(buyer)}: "
                    f"{number(before, 1)} to {number(after, 1)} billion dollars",
                }
            )
    return rows


def _rows(brief: Brief, most: int = 8) -> dict[str, Any]:
    """Return the shorter tables of the page."""
    case, single = brief.case, brief.single
    sectors = [row for row in brief.sectors if row.state == brief.shown]
    watched = [party.economy for party in case.parties][:3]
    balances: dict[tuple[str, str, str], list] = {}
    for row in brief.balances:
        balances.setdefault((row.economy, row.partner, row.scope), []).append(row)
    residuals: dict[str, dict[str, float]] = {}
    for row in brief.certificates:
        residuals.setdefault(row.condition, {})[row.state] = row.residual
    variants = brief.variants
    return {
        "headline": [brief.of(brief.shown, economy) for economy in (*watched, WORLD)],
        "losers": brief.losing[:most],
        "winners": brief.winning[:most],
        "losers_in_dollars": brief.losing_money[:most],
        "movers": sorted(single, key=lambda row: -row.labour_moved)[:most],
        "revenues": [
            (importer, [(s.title, brief.of(s.id, importer)) for s in case.states])
            for importer in brief.levying
        ],
        "hit": brief.hit[:most],
        "balances": balances,
        "residuals": residuals,
        "counts": {
            "economies": len(single),
            "sectors": len(sectors),
            "sets": 0 if variants is None else variants.sizes["elasticity"],
            "closures": 0 if variants is None else variants.sizes["deficits"],
            "missing": 0 if variants is None else int(variants.isnull().any("economy").sum()),
        },
    }


def _text(name: str) -> str:
    return (files("cobden.report") / name).read_text(encoding="utf-8")


def _font(name: str) -> str:
    raw = (files("cobden.report") / "data" / "fonts" / name).read_bytes()
    return base64.b64encode(raw).decode("ascii")
