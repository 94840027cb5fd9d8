"""A table too large to solve whole: the surrogate's best, its measured error, the exact best."""

from itertools import product

import numpy as np
import pytest

from cobden.talks.bargaining import agree
from cobden.talks.packages import crosses_red_lines, meets_links
from cobden.talks.screening import payoffs, screen, surrogate
from cobden.talks.table import Table
from talks_example import MONEY, aim, assumed, tariff

LEVELS = 3


def large(count: int = 10) -> Table:
    """Return a table of ``count`` items of three levels: 59,049 packages for ten."""
    party = {"patience": assumed(0.1, "a year"), "power": assumed(0.5, "share")}
    return Table.model_validate(
        {
            "sources": {},
            "outcomes": {name: {"title": name, "unit": MONEY} for name in ("home", "away")},
            "parties": {
                key: party | {"economy": code, "title": key, "aims": [aim(key, 1.0, MONEY)],
                              "outside": {"title": "walk out", "adds": {key: assumed(0, MONEY)}}}
                for key, code in (("home", "JPN"), ("away", "USA"))
            },
            "items": {
                f"item{k}": {"title": f"Item {k}", "giver": "away" if k % 2 else "home",
                             "levels": {"0": {"title": "none"}, "1": {"title": "1", **tariff(0.1)},
                                        "2": {"title": "2", **tariff(0.2)}}}
                for k in range(count)
            },
            "links": [{"kind": "needs", "item": "item3", "other": "item2", "other_levels": ["2"]},
                      {"kind": "excludes", "item": "item0", "other": "item5"}],
        }
    )  # fmt: skip


def world(count: int, third: float):
    """Return a model in which items help one side and hurt the other, with interactions."""
    random = np.random.default_rng(7)
    sign = np.where(np.arange(count) % 2, 1.0, -1.0)
    own = random.uniform(0.5, 2.0, (count, 2)) * np.c_[sign, -0.8 * sign]
    above = np.triu(np.ones((count, count)), 1)[:, :, None]
    pair = 0.08 * above * random.normal(size=(count, count, 2))
    triple = third * random.normal(size=2)

    def model(rows):
        size = np.sqrt(rows)
        both = np.einsum("ri,ijp,rj->rp", size, pair, size)
        return size @ own + both + triple * (size[:, 2] * size[:, 4] * size[:, -1])[:, None]

    return model


def enumerated(table, model):
    rows = np.array(list(product(range(LEVELS), repeat=len(table.items))))
    rows = rows[meets_links(table, rows) & ~crosses_red_lines(table, rows)]
    worth = payoffs(table, model, rows)
    deal = agree(worth, [0, 0], "nash", [0.5, 0.5])
    assert deal is not None
    return rows[deal.choice], deal.payoff


def test_with_pairs_alone_the_surrogate_is_exact():
    table, model = large(6), world(6, third=0.0)
    guess = surrogate(table, model)
    rows = np.random.default_rng(3).integers(LEVELS, size=(40, 6))
    assert guess.payoff(rows) == pytest.approx(payoffs(table, model, rows), abs=1e-12)


def test_the_best_of_59049_packages_is_found_by_solving_a_few_hundred():
    table, model = large(), world(10, third=0.15)
    row, payoff = enumerated(table, model)
    found = screen(table, model, np.array([0.5, 0.5]), keep=100, sample=60)
    assert found.payoff == pytest.approx(payoff)
    assert (found.row == row).all()
    assert found.solved < 500
    assert len(found.kept) == 100
    # What three items do together is all that the surrogate does not know, and it is measured.
    assert (found.error > 0.01).all()
    assert np.prod(np.maximum(found.worth, 0), axis=1).max() == pytest.approx(np.prod(payoff))
