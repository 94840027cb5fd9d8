"""Small experiments for the tests; a module of their own, so that other processes can import it."""

import time
from dataclasses import dataclass

import numpy as np

from cobden.base.errors import NotConverged
from cobden.draws import CONVERGED, Choice, Design, OneByOne, Outcomes, Range, run

FACTORS = (Range("x", -1.0, 2.0), Range("y", 0.0, 1.0), Choice("sign", ("plus", "minus")))


def design(draws: int, seed: int = 11) -> Design:
    return Design(FACTORS, draws, seed)


def fails_below_minus_one_half(draw):
    if draw["x"] < -0.5:
        raise NotConverged("residual 0.3 after 500 steps.", where="solve")
    sign = 1 if draw["sign"] == "plus" else -1
    return {"sum": sign * (np.exp(draw["x"]) + draw["y"]), "product": draw["x"] * draw["y"]}


one_by_one = OneByOne(fails_below_minus_one_half, ("sum", "product"), "unit test")


@dataclass(frozen=True)
class Batched:
    """Evaluates a chunk at once; ``pause`` seconds each."""

    pause: float = 0.0
    outcomes: tuple[str, ...] = ("sum", "product")
    identity: str = "batched unit test"

    def evaluate(self, draws):
        time.sleep(self.pause)
        x, y = draws["x"].to_numpy(), draws["y"].to_numpy()
        return Outcomes(np.stack([np.sin(x) + y, x * y], axis=1), (CONVERGED,) * len(draws))


def run_batched(store: str, draws: int) -> None:
    run(Batched(), design(draws), store, chunk=4)
