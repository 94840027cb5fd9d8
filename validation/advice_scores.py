"""Advice on the main case against 200 simulated opponents whom nobody saw before, for each chair.

python -m validation.advice_scores              writes validation/advice_scores.csv
python -m validation.advice_scores --check 10   recomputes the first ten opponents of each chair

Each opponent's figures are drawn from the ranges of the table. It has said yes or no to six
packages drawn at random; then four packages are put to it, in order, until it takes one. What is
won is the mover's payoff beyond a breakdown, in billions of dollars a year, expected over the
opponent's error of choice. By whom the four are chosen:

- ``advice``: the best sequence by what the six answers told;
- ``frequency``: the four of largest share of 200 other opponents who take it, times what it brings;
- ``frequency, ordered``: the best sequence by these shares;
- ``next_moves``: the three best single changes of the named deal, then the deal itself;
- ``known``: the best sequence if the opponent's figures were known: the most that can be won.
"""

import csv
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cobden import study
from cobden.talks.advice import OFFERS, sequence
from cobden.talks.chair import Chair
from cobden.talks.learning import LogEvidence, learn
from cobden.talks.packages import describe
from cobden.talks.round_log import LogEntry
from cobden.talks.talks import Talks
from cobden.talks.unknowns import prior

TARGET = Path(__file__).with_suffix(".csv")
CASE, DAY, DEAL = "japan-us-2025", date(2025, 6, 5), "july_deal"
OPPONENTS, ANSWERED, LEARNT, DRAWS = 200, 6, 1000, 500
SEEDS = {"opponents": 90210, "others": 90211, "asked": 90212}
"""Seeds that nothing was developed on."""

WHO = ("advice", "frequency", "frequency, ordered", "next_moves", "known")
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Trial:
    """The offers that a chair may make, and what its opponents say to them."""

    talks: Talks
    party: str

    @cached_property
    def chair(self) -> Chair:
        """The chair by what is believed before anything was said."""
        some = self.talks.beliefs.some(np.arange(LEARNT))
        return Chair(self.talks, self.party, some)

    @cached_property
    def rows(self) -> "NDArray[np.int_]":
        """Packages worth offering [package, item], and those that next moves lead to."""
        deal = self.talks.package(DEAL)
        moves = [
            self.talks.package({**self.talks.table.packages[DEAL], move.item: move.after})
            for move in self.talks.next_moves(DEAL, self.party)
            if move.keeps
        ]
        stepped = [*moves[: OFFERS - 1], deal]
        return np.vstack([*stepped, self.chair.candidates()])

    @cached_property
    def gains(self) -> Floats:
        """What each package is expected to bring [package]."""
        return self.chair.gain(self.rows)

    @cached_property
    def rest(self) -> float:
        """What a breakdown brings."""
        return self.chair.breakdown()

    def says(self, seed: int) -> Floats:
        """Return how likely opponents say yes [opponent, package]."""
        sides = prior(self.talks.table, OPPONENTS, seed)
        return Chair(self.talks, self.party, sides).accepted(self.rows)

    def best(self, yes: Floats) -> list[int]:
        """Return the best sequence for probabilities of a yes [draw, package]."""
        usable = np.flatnonzero(self.gains > self.rest)
        order, _ = sequence(self.gains[usable], yes[:, usable], self.rest, OFFERS)
        return usable[order].tolist()

    def won(self, order: list[int], yes: Floats) -> float:
        """Return what a sequence wins from one who says yes with probability ``yes`` [package]."""
        total, still = 0.0, 1.0
        for n in order[:OFFERS]:
            total += still * yes[n] * (self.gains[n] - self.rest)
            still *= 1 - yes[n]
        return total


def scores(talks: Talks, party: str, count: int) -> Iterator[dict[str, float]]:
    """Yield what each way of choosing wins from each of the first ``count`` opponents."""
    trial = Trial(talks, party)
    chance = trial.says(SEEDS["opponents"])
    random = np.random.default_rng(SEEDS["asked"])
    asked = [random.permutation(len(trial.rows))[:ANSWERED] for _ in range(OPPONENTS)]
    said = random.random((OPPONENTS, ANSWERED)) < np.take_along_axis(chance, np.array(asked), 1)
    others = trial.says(SEEDS["others"])
    taken = (random.random(others.shape) < others).mean(axis=0)
    frequent = np.argsort(-(taken * (trial.gains - trial.rest)), kind="stable").tolist()
    ordered = trial.best(taken[None])
    before = prior(talks.table, LEARNT, 3)
    (other,) = trial.chair.others
    for k in range(count):
        entries = tuple(
            LogEntry(
                on=DAY.replace(month=5), by=other, kind="answer", says="yes" if yes else "no",
                sources=("a draw",), package=describe(talks.table, trial.rows[n]),
            )
            for n, yes in zip(asked[k], said[k], strict=True)
        )  # fmt: skip
        learnt = learn(before, [LogEvidence(talks.effects, talks.prospects, entries)], seed=k)
        some = learnt.beliefs.some(np.arange(DRAWS))
        advised = trial.best(Chair(talks, party, some).accepted(trial.rows))
        chosen = (advised, frequent, ordered, list(range(OFFERS)), trial.best(chance[k : k + 1]))
        yield {who: trial.won(order, chance[k]) for who, order in zip(WHO, chosen, strict=True)}


def main_case() -> Talks:
    """Return the talks of the main case on the day, before any of its rounds is learnt from."""
    return study.run(CASE, variants=False).talks_on(DAY)


def written() -> dict[str, dict[str, Floats]]:
    """Return what the file holds: by chair and way of choosing, what was won [opponent]."""
    rows = list(csv.DictReader(TARGET.read_text(encoding="utf-8").splitlines()))
    return {
        party: {who: np.array([float(r[who]) for r in rows if r["chair"] == party]) for who in WHO}
        for party in dict.fromkeys(row["chair"] for row in rows)
    }


def _write() -> None:
    talks, out = main_case(), io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["chair", "opponent", *WHO])
    for party in talks.parties:
        for k, won in enumerate(scores(talks, party, OPPONENTS)):
            writer.writerow([party, k, *(f"{won[who]:.4f}" for who in WHO)])
    TARGET.write_text(out.getvalue(), encoding="utf-8")
    print(summary())


def summary() -> str:
    """Return the means and standard errors of what the file holds."""
    lines = []
    for party, won in written().items():
        for who in WHO:
            apart = won["advice"] - won[who]
            error = apart.std() / np.sqrt(len(apart))
            lines.append(
                f"{party} {who}: {won[who].mean():.2f}; advice wins {apart.mean():.2f} more "
                f"± {error:.2f}"
            )
    return "\n".join(lines)


def moved(talks: Talks, count: int) -> list[str]:
    """Return where the first ``count`` opponents of each chair do not come out as written."""
    held, found = written(), []
    for party in talks.parties:
        for k, won in enumerate(scores(talks, party, count)):
            found += [
                f"{party} {k} {who}: {won[who]:.4f}, written {held[party][who][k]:.4f}"
                for who in WHO
                if abs(won[who] - held[party][who][k]) > 0.01
            ]
    return found


if __name__ == "__main__":
    if "--check" in sys.argv:
        wrong = moved(main_case(), int(sys.argv[-1]))
        print("\n".join(wrong) or "as written")
        sys.exit(bool(wrong))
    _write()
