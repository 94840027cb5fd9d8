"""A brief of a home that levies duties itself: both sides' duties and markets, nobody twice."""

import pytest

from cobden.cases import new
from cobden.report import names
from cobden.report.brief_page import page
from cobden.report.panel import panel
from cobden.report.terminal import tables
from cobden.study import study
from cobden.world.world import World


@pytest.fixture(scope="module")
def brief(tmp_path_factory):
    world = World.load().aggregate(["USA", "DEU", "FRA", "CHN", "JPN", "GBR"])
    folder = new(tmp_path_factory.mktemp("cases") / "union")
    text = (folder / "case.yaml").read_text()
    text = text.replace("{economy: Germany, role: home}", "{economy: EU, role: home}")
    text = text.replace("{economy: Italy, role: third}", "{economy: Germany, role: third}")
    text = text.replace("add: [cars-machinery] ", "add: [cars-machinery, answer] ")
    (folder / "case.yaml").write_text(text)
    with (folder / "measures.csv").open("a") as rows:
        head = (folder / "measures.csv").read_text().splitlines()[0].split(",")
        row = {"id": "answer", "by": "EU", "on": "USA", "goods": "A01", "rate": "20%",
               "authority": "answer", "start": "2026-01-01", "sources": "example"}  # fmt: skip
        rows.write(",".join(row.get(name, "") for name in head) + "\n")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(World, "load", lambda *_, **__: world)
        return study.run(folder, variants=False).brief


def test_the_panel_shows_the_duties_and_the_revenue_of_both(brief):
    assert brief.levying == ("USA", "EU27")
    labels = [row.label for row in panel(brief)]
    assert "Duties of the European Union" in labels
    assert "tariff revenue, European Union" in labels
    rows = {(r.state, r.importer, r.exporter): r for r in brief.duties}
    own = rows[brief.shown, "EU27", "USA"]
    assert own.after > own.before


def test_both_markets_are_shown(brief):
    titles = [grid.title for grid in tables(brief)]
    assert any("in the United States: origin" in title for title in titles)
    assert any("in the European Union: origin" in title for title in titles)
    assert "what the European Union buys" in page(brief).replace("\n", " ")


def test_a_member_that_is_a_party_is_counted_once_in_a_market(brief):
    sector = brief.case.file.brief.markets[0]
    for importer in brief.levying:
        rows = brief.origins(importer, sector)
        assert "DEU" not in {row.origin for row in rows}
        assert sum(row.before for row in rows) == pytest.approx(100)


def test_only_visible_changes_are_ranked(brief):
    assert all(round(row.welfare, brief.digits) < 0 for row in brief.losing)
    assert all(round(row.welfare, brief.digits) > 0 for row in brief.winning)
    before = next(iter(brief.titles))
    income = next(row for row in panel(brief) if row.label == names.economy("EU27"))
    assert income.cells[list(brief.titles).index(before)].main == "0"
