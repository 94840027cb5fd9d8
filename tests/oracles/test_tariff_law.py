"""The law against worked tables: rates on lines, averages by partner and sector."""

import pytest

from cobden.measures import Policy
from cobden.measures.effective import coverage, effective, overall
from validation import us_table
from validation.published import read

DATES = ["2025-01-01", "2025-04-10", "2025-06-05", "2025-08-10", "2025-09-20", "2026-03-01"]
LAYERS = {
    "base": "base", "IEEPA-reciprocal": "recip", "IEEPA-fentanyl": "fentanyl",
    "IEEPA-Brazil": "country_ieepa", "IEEPA-Russia-oil": "country_ieepa", "S122": "s122",
}  # fmt: skip


@pytest.fixture(scope="module")
def policy():
    return Policy.load()


def worked_table():
    return read("us_rates_on_japan.csv", "rounded")


def test_the_worked_table_has_sixteen_rows():
    assert len(worked_table()) == 16


# On 1 January 2025 the table has this line without the 10% of Proclamation 9704, from which Japan
# was never exempt; its own note 5 says that the line paid it.
NOTE_5 = {("7606123096", "2025-01-01"): 10.0}


@pytest.mark.parametrize("row", worked_table(), ids=lambda row: row["good"])
def test_every_row_of_the_worked_table(policy, row):
    for day in DATES:
        expected = float(row[day]) + NOTE_5.get((row["code"], day), 0.0)
        answer = policy.on(day).rate("USA", "JPN", row["code"], mfn=float(row["mfn"]) / 100)
        # The table rounds a figure that was already rounded to two places (14.146, 14.15, 14.2),
        # as the command prints it.
        assert answer.as_json()["all_in_pct"] == pytest.approx(expected, abs=0.05), day


def test_the_worked_rates_to_two_places(policy):
    for row in read("us_rates_on_japan.csv", "exact"):
        for day in DATES:
            expected = float(row[day]) + NOTE_5.get((row["code"], day), 0.0)
            answer = policy.on(day).rate("USA", "JPN", row["code"], mfn=float(row["mfn"]) / 100)
            assert answer.all_in == pytest.approx(expected, abs=0.0051), (row, day)


def cells(day):
    rows = [row for row in read("us_effective_rates.csv") if row[day]]
    return {(row["partner"], row["sector"]): float(row[day]) for row in rows}


@pytest.fixture(scope="module")
def tabled():
    """The law as the table reads it: see ``validation/us_table.py`` for where the two differ."""
    law = us_table.policy()
    return {day: us_table.effective(law.on(day)) for day in DATES}


# The largest differences and why. Canada and Mexico: lines without trade in the month of the claims
# take a heading's share, and both sides do it slightly differently. Russia: 200% on aluminium has
# been law since 2023, on imports of 0.3 million dollars that paid nothing in 2024.
LARGEST = {"2025-01-01": 0.08, "2025-04-10": 0.17, "2025-06-05": 0.23, "2025-08-10": 0.35,
           "2025-09-20": 0.31, "2026-03-01": 0.006}  # fmt: skip
ROUNDED = 0.00051  # the table has three places


@pytest.mark.parametrize("day", DATES)
def test_effective_rates_by_partner_and_sector(tabled, day):
    found, expected = us_table.totals(tabled[day]), cells(day)
    assert set(expected) <= set(found)
    differences = {key: abs(found[key] - rate) for key, rate in expected.items()}
    worst = max(differences, key=lambda key: differences[key])
    assert differences[worst] < LARGEST[day], worst
    assert all(
        difference < ROUNDED
        for (partner, sector), difference in differences.items()
        if partner not in ("CAN", "MEX") and (partner, sector, day) != ("RUS", "C24B", DATES[0])
    )


@pytest.mark.parametrize("day", DATES[1:])
def test_effective_rates_by_layer(tabled, day):
    expected = next(row for row in read("us_effective_layers.csv") if row["date"] == day)
    found = dict.fromkeys(set(expected) - {"date", "total", "imports_2024_usd"}, 0.0)
    layers = us_table.overall(tabled[day])
    for name, rate in layers.items():
        found[LAYERS.get(name) or ("s232" if name[:4] == "S232" else "s301_338")] += rate
    for layer, rate in found.items():
        assert rate == pytest.approx(float(expected[layer]), abs=0.01), layer
    assert sum(layers.values()) == pytest.approx(float(expected["total"]), abs=0.002)


def test_later_totals():
    # The source gives no layers for these dates. The largest gap, 0.16, comes with the metals
    # annexes and truck parts of 2026, whose lists overlap and may be ranked either way.
    law = us_table.policy()
    rows = read("us_trackers.csv", "later")
    assert [row["date"] for row in rows][-3:] == ["2026-04-10", "2026-07-25", "2026-08-20"]
    for row in rows:
        ours = sum(us_table.overall(us_table.effective(law.on(row["date"]))).values())
        assert ours == pytest.approx(float(row["ours"]), abs=0.17), row["date"]


# A line for each way in which the shipped law and the table differ: (which, code, origin, day, the
# rate by the law, by the table's reading with the statutory ordinary duty).
SHOWN = (
    ("base", "7601103000", "RUS", "2025-06-05", 270.0, 218.5),
    ("steps", "8507600020", "CHN", "2026-03-01", 53.4, 28.4),
    ("derivatives of 2020", "7317005503", "LKA", "2025-06-05", 50.0, 10.0),
    ("informational materials", "9701210000", "FRA", "2025-09-20", 0.0, 15.0),
    ("electric trucks", "8704600000", "CHN", "2025-06-05", 95.0, 55.0),
    ("annex II", "2008992100", "BRA", "2025-12-01", 14.5, 4.5),
    ("metals of April 2026", "7208390030", "JPN", "2026-05-01", 50.0, 10.0),
)


def test_every_difference_is_shown_on_a_line(policy):
    read_so = us_table.policy()
    assert {which for which, *_ in SHOWN} == set(us_table.DIFFERENCES)
    for which, code, origin, day, law, table in SHOWN:
        rates = [p.on(day).rate("USA", origin, code).all_in for p in (policy, read_so)]
        assert rates == pytest.approx([law, table], abs=0.005), which


def test_the_base_is_the_statute_where_the_table_has_collections(policy):
    """Four fifths of the cells, and of the trade, are within a tenth of a point of each other.

    The rest: steps of Section 301 of September 2024 (a quarter of that year's collections) and on
    chips of 1 January 2025 (none of them), and claims of the lapsed GSP, which the Census Bureau
    counts as free (Cambodia, Ecuador and others).
    """
    table = effective(policy.on(DATES[0]))
    base = cells(DATES[0])
    ours, trade = (
        {key: float(table[name].sel(partner=key[0], sector=key[1])) for key in base}
        for name in ("total", "imports")
    )
    near = [key for key, rate in base.items() if abs(ours[key] - rate) < 0.1]
    assert len(near) > 0.8 * len(base)
    assert sum(trade[key] for key in near) > 0.8 * sum(trade.values())
    assert overall(table) - 2.36 == pytest.approx(0.06, abs=0.01)


def test_coverage_is_reported(policy):
    assert coverage(effective(policy.on("2025-06-05"))) == pytest.approx(0.958, abs=0.001)
