"""A small negotiation with every kind of entry, and a model of it whose answers are known."""

import numpy as np

MONEY = "billion USD a year"


def assumed(value, unit, low=None, high=None):
    return {
        "value": value, "unit": unit, "low": value if low is None else low,
        "high": value if high is None else high, "reason": "for the test",
    }  # fmt: skip


def aim(outcome, value, unit, low=None, high=None):
    return {"outcome": outcome, "weight": assumed(value, f"{MONEY} per {unit}", low, high)}


def tariff(rate):
    return {"tariffs": [{"by": "USA", "on": "JPN", "goods": "C29", "rate": rate, "mode": "floor",
                         "start": "2025-06-05", "authority": "S232-auto",
                         "source": "the test"}]}  # fmt: skip


PROMISE = {
    "measure": "PurchaseCommitment", "by": "JPN", "from_": "USA", "goods": "C10T12", "value": 1.0,
    "unit": "billion USD", "additional": True, "start": "2025-06-05", "authority": "offer",
    "source": "the test",
}  # fmt: skip


def example() -> dict:
    """Return the table as a user would write it; each call returns a new one."""
    return {
        "sources": {"gazette": {"citation": "Gazette", "date": "2025-06-01"}},
        "outcomes": {
            "income_home": {"title": "Real income of home", "unit": MONEY, "kind": "welfare",
                            "economy": "JPN"},
            "income_away": {"title": "Real income of away", "unit": MONEY, "kind": "welfare",
                            "economy": "USA"},
            "pledge": {"title": "Pledged", "unit": "billion USD"},
        },
        "parties": {
            "away": {
                "economy": "USA", "title": "Away",
                "aims": [aim("income_away", 1.0, MONEY), aim("pledge", 0.1, "billion USD", 0, 0.2)],
                "outside": {"title": "walk out", "state": "threat"},
                "patience": assumed(0.05, "a year"), "power": assumed(0.5, "share"),
                "rule": {"kind": "one_decides", "decider": "chief",
                         "follows": {"chief": assumed(0.4, "probability"),
                                     "dove": assumed(0.4, "probability"),
                                     "hawk": assumed(0.2, "probability")}},
                "principals": {
                    "chief": {"title": "Chief"},
                    "dove": {"title": "Dove", "aims": [aim("income_away", 1.0, MONEY)],
                             "attends": assumed(0.5, "probability")},
                    "hawk": {"title": "Hawk", "aims": [aim("pledge", 0.1, "billion USD")],
                             "hears": {"pledge": assumed(0.25, "probability")}},
                },
            },
            "home": {
                "economy": "JPN", "title": "Home", "aims": [aim("income_home", 1.0, MONEY),
                                                            aim("pledge", -0.02, "billion USD")],
                "outside": {"title": "walk out", "state": "threat"},
                "patience": assumed(0.05, "a year"), "power": assumed(0.5, "share"),
                "red_lines": {"pledge": ["200"]},
            },
        },
        "items": {
            "tariff": {"title": "Tariff", "giver": "away", "unit": "points cut",
                       "levels": {"25": {"title": "as it stands", "amount": 0},
                                  "15": {"title": "15", "amount": 10, **tariff(0.15)},
                                  "10": {"title": "10", "amount": 15, **tariff(0.1)}}},
            "farm": {"title": "Farm quota", "giver": "home", "unit": "kt",
                     "levels": {"none": {"title": "none", "amount": 0},
                                "more": {"title": "more", "amount": 100,
                                         "measures": [dict(PROMISE)]}}},
            "pledge": {"title": "Pledge", "giver": "home", "unit": "billion USD",
                       "levels": {"0": {"title": "none", "amount": 0},
                                  "50": {"title": "50", "amount": 50,
                                         "adds": {"pledge": assumed(50, "billion USD")}},
                                  "200": {"title": "200", "amount": 200,
                                          "adds": {"pledge": assumed(200, "billion USD")}}}},
            "clause": {"title": "Review clause", "giver": "home",
                       "levels": {"no": {"title": "no"},
                                  "yes": {"title": "yes",
                                          "adds": {"pledge": assumed(5, "billion USD")}}}},
        },
        "links": [{"kind": "needs", "item": "clause", "other": "pledge"}],
        "packages": {"offer": {"farm": "more"},
                     "deal": {"tariff": "15", "pledge": "50", "clause": "yes"}},
        "clock": [
            {"on": "2025-05-01", "kind": "round", "title": "First", "sources": ["gazette"]},
            {"on": "2025-06-05", "kind": "round", "title": "Second", "sources": ["gazette"]},
            {"on": "2025-07-09", "kind": "deadline", "title": "The pause ends",
             "announced": "2025-04-09", "sources": ["gazette"]},
        ],
    }  # fmt: skip


def model(rows):
    """Tariff cuts and the quota interact: together they bring home one more."""
    cut = np.array([0.0, 10.0, 15.0])[rows[:, 0]]
    quota = (rows[:, 1] > 0).astype(float)
    home = 0.2 * cut - 1.0 * quota + 0.1 * cut * quota
    away = -0.1 * cut + 0.5 * quota
    return np.c_[home, away, np.zeros(len(rows))]


OUTSIDE = np.array([[-2.0, -0.5, 0.0], [-2.0, -0.5, 0.0]])
