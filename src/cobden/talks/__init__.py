"""Parties, packages, payoffs, bargaining, third parties' answers and the clock."""

from typing import TYPE_CHECKING

from cobden.base.lazy import lazily

if TYPE_CHECKING:
    from cobden.talks.alternating_offers import OfferTerms, alternating, finite_horizon, play
    from cobden.talks.bargaining import Agreement, Deal, agree
    from cobden.talks.convex_bargaining import Curve, divide
    from cobden.talks.effects import Effects, evaluate
    from cobden.talks.members import Assent
    from cobden.talks.networks import (
        in_turn,
        nash_in_nash,
        nash_in_nash_transfers,
        stole_zwiebel,
    )
    from cobden.talks.precedent_deals import Precedents, fit, leave_one_out, predict
    from cobden.talks.revealed_preference import RevealedChoice, rationalising
    from cobden.talks.round_log import LogEntry
    from cobden.talks.screening import screen
    from cobden.talks.search import best_package
    from cobden.talks.table import Table
    from cobden.talks.table_entries import CitedFigure, Hazard, Item, Level, Link, Moment
    from cobden.talks.table_outcomes import TalksOutcome
    from cobden.talks.table_parties import OutsideOption, Party, Principal
    from cobden.talks.talks import Talks
    from cobden.talks.third_parties import ThirdParties, stable_coalitions

__all__ = [
    "Agreement",
    "Assent",
    "CitedFigure",
    "Curve",
    "Deal",
    "Effects",
    "Hazard",
    "Item",
    "Level",
    "Link",
    "LogEntry",
    "Moment",
    "OfferTerms",
    "OutsideOption",
    "Party",
    "Precedents",
    "Principal",
    "RevealedChoice",
    "Table",
    "Talks",
    "TalksOutcome",
    "ThirdParties",
    "agree",
    "alternating",
    "best_package",
    "divide",
    "evaluate",
    "finite_horizon",
    "fit",
    "in_turn",
    "leave_one_out",
    "nash_in_nash",
    "nash_in_nash_transfers",
    "play",
    "predict",
    "rationalising",
    "screen",
    "stable_coalitions",
    "stole_zwiebel",
]

if not TYPE_CHECKING:  # who wants one of them need not load all
    __getattr__ = lazily(
        __name__,
        {
            "Agreement": "cobden.talks.bargaining",
            "Assent": "cobden.talks.members",
            "CitedFigure": "cobden.talks.table_entries",
            "Curve": "cobden.talks.convex_bargaining",
            "Deal": "cobden.talks.bargaining",
            "Effects": "cobden.talks.effects",
            "Hazard": "cobden.talks.table_entries",
            "Item": "cobden.talks.table_entries",
            "Level": "cobden.talks.table_entries",
            "Link": "cobden.talks.table_entries",
            "LogEntry": "cobden.talks.round_log",
            "Moment": "cobden.talks.table_entries",
            "OfferTerms": "cobden.talks.alternating_offers",
            "OutsideOption": "cobden.talks.table_parties",
            "Party": "cobden.talks.table_parties",
            "Precedents": "cobden.talks.precedent_deals",
            "Principal": "cobden.talks.table_parties",
            "RevealedChoice": "cobden.talks.revealed_preference",
            "Table": "cobden.talks.table",
            "Talks": "cobden.talks.talks",
            "TalksOutcome": "cobden.talks.table_outcomes",
            "ThirdParties": "cobden.talks.third_parties",
            "agree": "cobden.talks.bargaining",
            "alternating": "cobden.talks.alternating_offers",
            "best_package": "cobden.talks.search",
            "divide": "cobden.talks.convex_bargaining",
            "evaluate": "cobden.talks.effects",
            "finite_horizon": "cobden.talks.alternating_offers",
            "fit": "cobden.talks.precedent_deals",
            "in_turn": "cobden.talks.networks",
            "leave_one_out": "cobden.talks.precedent_deals",
            "nash_in_nash": "cobden.talks.networks",
            "nash_in_nash_transfers": "cobden.talks.networks",
            "play": "cobden.talks.alternating_offers",
            "predict": "cobden.talks.precedent_deals",
            "rationalising": "cobden.talks.revealed_preference",
            "screen": "cobden.talks.screening",
            "stable_coalitions": "cobden.talks.third_parties",
            "stole_zwiebel": "cobden.talks.networks",
        },
    )
