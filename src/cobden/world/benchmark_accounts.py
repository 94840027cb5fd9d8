"""The money behind a world: from accounts to shares and back."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobden.base.arrays import ratio
from cobden.world.benchmark_economy import BenchmarkEconomy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class BenchmarkAccounts:
    """What everybody bought, in any one unit; axes as in ``World``.

    - ``flow`` [k, n, i]: sales at customs value;
    - ``spent`` [k, n, i]: the same at purchaser prices; of inputs alone where ``spent_final``
      holds that of final demand;
    - ``inputs`` [k, q, n] and ``final`` [k, n]: uses at purchaser prices;
    - ``value_added`` [n], ``deficit`` [n].
    """

    flow: "NDArray[np.float64]"
    spent: "NDArray[np.float64]"
    spent_final: "NDArray[np.float64] | None"
    inputs: "NDArray[np.float64]"
    final: "NDArray[np.float64]"
    value_added: "NDArray[np.float64]"
    deficit: "NDArray[np.float64]"

    def shares(self) -> "dict[str, NDArray[np.float64] | None]":
        """Return the arrays of a ``World`` that follow, in units of the accounts' value added."""
        unit = self.value_added.sum()
        bought = self.spent.sum(2)
        bought_final = 0.0 if self.spent_final is None else self.spent_final.sum(2)
        return {
            "trade_share": ratio(self.spent, bought[:, :, None]),
            "final_trade_share": None
            if self.spent_final is None
            else ratio(self.spent_final, self.spent_final.sum(2)[:, :, None]),
            "expenditure": (bought + bought_final) / unit,
            "input_share": ratio(self.inputs, self.flow.sum(1)[None]),
            "consumption_share": self.final / self.final.sum(0),
            "value_added": self.value_added / unit,
            "deficit": self.deficit / unit,
        }


def accounts_of(world: BenchmarkEconomy) -> BenchmarkAccounts:
    """Return the accounts of ``world``, in units of world value added."""
    final = world.final_expenditure
    if world.final_trade_share is None:
        spent, spent_final = world.trade_share * world.expenditure[:, :, None], None
    else:
        spent = world.trade_share * (world.expenditure - final)[:, :, None]
        spent_final = world.final_trade_share * final[:, :, None]
    return BenchmarkAccounts(
        flow=world.flow,
        spent=spent,
        spent_final=spent_final,
        inputs=world.input_share * world.output,
        final=final,
        value_added=world.value_added,
        deficit=world.deficit,
    )
