"""The equations behind the outcomes that readers ask about, in words and as the docs write them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Equation:
    """An equation: its name, its formula, where the docs derive it, and what it says."""

    name: str
    formula: str
    anchor: str
    explanation: str


REAL_INCOME = Equation(
    name="Real income",
    formula="Ŵ[n] = Î[n] / P̂[n],  I[n] = ŵ[n] VA[n] + tariff revenue + D[n]",
    anchor="equations.md#welfare-exactly-and-to-first-order",
    explanation="Income (value added, tariff revenue, the transfer received) over the price of "
    "what is consumed, new over benchmark.",
)
SALES = Equation(
    name="Sales",
    formula="π′[k,n,i] X′[k,n] / (1 + τ′[k,n,i])",
    anchor="equations.md#unknowns-and-conditions",
    explanation="What a buyer spends on a good, times the seller's share of it, before duty.",
)
SHARES = Equation(
    name="Trade shares",
    formula="π′[k,n,i] = π[k,n,i] (ĉ[k,i] (1 + τ′) / (1 + τ) / P̂[k,n])^−θ[k]",
    anchor="equations.md#unknowns-and-conditions",
    explanation="A seller's share falls with its cost and duty relative to all others', by the "
    "trade elasticity.",
)
OUTPUT = Equation(
    name="Output",
    formula="Y[k,i] = Σ_n π′[k,n,i] X′[k,n] / (1 + τ′[k,n,i]);  volume = Ŷ / ĉ",
    anchor="equations.md#unknowns-and-conditions",
    explanation="What a sector sells to all buyers before duty, over the change of its price.",
)
REVENUE = Equation(
    name="Tariff revenue",
    formula="Σ_k Σ_i τ′[k,n,i] π′[k,n,i] X′[k,n] / (1 + τ′[k,n,i])",
    anchor="equations.md#unknowns-and-conditions",
    explanation="The rate times what is still bought, before duty, of every good from everybody.",
)
