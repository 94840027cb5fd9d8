"""A case of the Union with a promise, a grant and a ban, from its files to brief, tables and page.

Shapes are those of ``test_instruments`` (seven economies, one line of trade), compiled only once.
"""

import io
import json
import sys
from dataclasses import replace

import pandas as pd
import pytest
from rich.console import Console

from cobden.cases import new
from cobden.cli import main
from cobden.report.brief_page import page
from cobden.report.table_files import as_records
from cobden.report.terminal import show
from cobden.report.year_tables import grids
from cobden.study import study
from cobden.study.drawn_equilibria import Equilibria
from cobden.world.elasticities import SETS
from cobden.world.world import World

MEMBERS = ["DEU", "FRA"]
INSTRUMENTS = """\
measures:
  - {measure: PurchaseCommitment, id: promise, by: Germany, from_: USA, goods: C26, value: 5,
     unit: billion USD, additional: true, start: 2025-07-01, authority: talks, source: an example}
  - {measure: Transfer, id: grant, by: EU27, on: USA, goods: all, value: 10, unit: billion USD,
     start: 2025-07-01, authority: talks, source: an example}
  - {measure: ExportControl, id: ban, by: China, on: Germany, goods: C24B, ban: true,
     start: 2025-07-01, authority: example law, source: an example}
"""
STATES = """\
    add: [cars-machinery, promise, grant]
  - id: answer
    title: The duty, and a ban on metals with which China answers it
    on: 2026-01-01
    add: [cars-machinery, ban]
"""


@pytest.fixture(scope="module", autouse=True)
def smaller():
    world = World.load().aggregate(["USA", *MEMBERS, "CHN", "JPN", "GBR"])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(World, "load", lambda *_, **__: world)
        patched.setattr(study, "SETS", {"U4": SETS["U4"]})
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = new(tmp_path_factory.mktemp("cases") / "union")
    text = (made / "case.yaml").read_text(encoding="utf-8")
    for old, replacement in (
        ("{economy: Germany, role: home}", "{economy: EU, role: home}"),
        ("{economy: Italy, role: third}", "{economy: Germany, role: third}"),
        ("    add: [cars-machinery] ", STATES),
    ):
        assert old in text
        text = text.replace(old, replacement)
    (made / "case.yaml").write_text(text, encoding="utf-8")
    (made / "instruments.yaml").write_text(INSTRUMENTS, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def found(folder):
    return study.run(folder)


def test_every_instrument_is_met_and_accounted_for(found):
    rows = {row.instrument: row for row in found.brief.instruments}
    promise, grant, ban = rows["promise"], rows["grant"], rows["ban"]
    assert [row.regime for row in (promise, grant, ban)] == ["met", "in force", "in force"]
    assert (promise.state, ban.state) == ("after", "answer")
    assert promise.after - promise.before == pytest.approx(5)
    assert promise.premium < 0 < promise.paid
    assert ban.after == 0 < ban.before
    assert grant.before is None
    assert "promise is met at a premium of −" in " ".join(found.brief.findings)


def test_a_group_shares_what_it_gives_by_value_added(found):
    world, shock = found.world, found.states["after"].shock
    at = world.positions("EU27")
    given, made = -shock.transfer[at] * world.value_usd / 1e9, world.value_added[at]
    assert given.sum() == pytest.approx(10)
    assert given / given.sum() == pytest.approx(made / made.sum())


def test_the_certificate_covers_the_targets(found):
    (met,) = (
        row.residual
        for row in found.brief.certificates
        if (row.state, row.condition) == ("after", "targets")
    )
    assert met == found.states["after"].certificate.targets < 1e-8


def test_the_variants_hold_the_group_and_meet_the_instruments(found):
    assert not found.variants.isnull().any()
    for state in ("after", "answer"):
        central = found.variants.sel(state=state, deficits="world_share", elasticity="U4")
        row = found.brief.of(state, "EU27")
        # points: see RANGE_TOLERANCE
        assert float(central.sel(economy="EU27")) == pytest.approx(row.welfare, abs=1e-6)
        assert row.low <= row.welfare <= row.high < 0


def test_a_draw_of_nothing_uncertain_is_the_state_itself(found):
    brief, laws = found.brief, {"after": found.laws["after"]}
    experiment = Equilibria(found.world, laws, "EU27", "USA", groups=("EU27",))
    answer = experiment.evaluate(pd.DataFrame([{}]))
    drawn = dict(zip(experiment.outcomes, answer.values[0], strict=True))
    row, sold = brief.of("after", "EU27"), brief.sold("EU27", "USA")
    (balance,) = (
        row.after
        for row in brief.balances
        if (row.state, row.economy, row.partner, row.scope) == ("after", "EU27", "USA", "goods")
    )
    cars = next(s.output for s in brief.sectors if (s.state, s.sector) == ("after", "C29"))
    exports = 100 * (sold["after"] / sold["benchmark"] - 1)
    assert drawn["after: welfare EU27"] == pytest.approx(row.welfare, abs=1e-6)
    assert drawn["after: output C29 EU27"] == pytest.approx(cars, abs=1e-5)
    assert drawn["after: balance EU27 USA"] == pytest.approx(balance, abs=1e-3)
    assert drawn["after: exports EU27 USA"] == pytest.approx(exports, abs=1e-4)


def test_a_draw_in_which_nothing_meets_the_promise_is_counted_as_failed(found):
    after = found.laws["after"]
    more = tuple(
        one.model_copy(update={"value": 50_000.0}) if one.id == "promise" else one
        for one in after.law.instruments
    )
    law = replace(after, law=replace(after.law, instruments=more))
    answer = Equilibria(found.world, {"after": law}, "EU27", "USA").evaluate(pd.DataFrame([{}]))
    assert answer.status[0].startswith("after: promise: no premium")


def test_it_reads_well_at_eighty_columns(found):
    out = io.StringIO()
    show(found.brief, Console(file=out, width=80), full=True)
    said = out.getvalue()
    assert max(map(len, said.splitlines())) <= 80
    assert "…" not in said
    assert "European Union: 2 members" in said
    assert "What holds beside the tariffs" in said


def test_the_tables_the_records_and_the_page_have_both(found, tmp_path):
    found.write_tables(tmp_path)
    economies = pd.read_csv(tmp_path / "economies.csv")
    assert set(economies.economy) >= {"EU27", "DEU", "WORLD"}
    held = list(pd.read_csv(tmp_path / "instruments.csv").instrument)
    assert held == ["promise", "grant", "ban"]
    records = json.loads(json.dumps(as_records(found.brief), allow_nan=False))
    assert records["groups"]["EU27"]["members"] == MEMBERS
    assert [row["instrument"] for row in records["instruments"]] == held
    text = page(found.brief)
    assert "Quotas, promises and controls" in text
    assert "European Union: 2 members" in text


def test_a_promise_that_nothing_meets_names_the_state(folder, capsys, monkeypatch):
    path = folder / "instruments.yaml"
    path.write_text(INSTRUMENTS.replace("value: 5,", "value: 50000,"), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["cobden", "run", str(folder), "--json"])
    with pytest.raises(SystemExit) as stopped:
        main()
    path.write_text(INSTRUMENTS, encoding="utf-8")
    said = capsys.readouterr()
    assert (stopped.value.code, said.out) == (2, "")
    assert "states.after: promise: no premium" in said.err
    assert "Ask for less" in said.err


@pytest.mark.validation
@pytest.mark.parametrize("by", ["year", "quarter"])
def test_the_union_has_its_years_as_its_members_together(found, by):
    years = found.with_years(by=by).brief.case_years
    known = {name: years.of("foresight", name) for name in ("EU27", *MEMBERS)}
    for when, row in known["EU27"].items():
        each = [known[name][when].consumption for name in MEMBERS]
        assert min(each) - 1e-9 <= row.consumption <= max(each) + 1e-9
    assert ("2026Q1" in known["EU27"]) == (by == "quarter")
    signs = grids(years, ["EU27", "USA"], 2)[0]
    assert signs.rows[0].label == "European Union"
    assert all(cell.main for cell in signs.rows[0].cells)
