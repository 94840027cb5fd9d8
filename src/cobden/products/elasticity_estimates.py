"""Elasticities of one's own: how trade by product moved apart where tariffs did.

Spending shares of a product's exporters fall with the power theta of what a buyer pays; what
customs see leaves out the duty, and falls by sigma = theta + 1 where exporters keep their prices.
So with V the customs value of product j from origin i in year t, and tau its rate,

    E[V_jit] = exp(a_ji + b_jt + c_it - sigma_g log(1 + tau_jit)),

by pseudo-maximum likelihood (Santos Silva & Tenreyro 2006), which counts what was not traded as
the zero that it is. a_ji takes up what an origin is good at, b_jt demand for a product and its
price, c_it what moves all goods of an origin: sigma is seen where one origin's rate moves apart
from the others' on the same product in the same year, more than on its other products. Standard
errors are clustered by product.
"""

import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

import numpy as np

from cobden.base.errors import InputError, NotConverged
from cobden.base.files import read_text
from cobden.measures.goods import DIGITS, OTHER, SERVICES, six_digit_lines
from cobden.products.product_table import SIX, ProductTable

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

ALL = "all goods"
LEAST = 0.05  # a trade elasticity below it moves nothing, and has no logarithm to draw
_FIXED = "pair + product_year + origin_year"


@dataclass(frozen=True, eq=False)
class ElasticityEstimates:
    """Elasticities of groups of products, estimated from one importer's trade over years.

    Axes: [g]. ``names`` of the groups, ``codes`` the six-digit products in each; ``customs_value``:
    by how many per cent customs value falls for one per cent more of price through the tariff,
    with its ``covariance`` [g, g]; ``products`` with trade in each group, ``observations`` in all.
    ``unknown`` names groups of which no rate moved apart. ``source`` and ``notes`` say of what.

    >>> import cobden as cb
    >>> import numpy as np
    >>> found = cb.products.ElasticityEstimates(
    ...     ('cars',), (('870323', '870380'),), np.array([3.5]), np.array([[0.25]])
    ... )
    >>> found.by_product()['870380'], found.standard_error.tolist()
    (2.5, [0.5])
    """

    names: tuple[str, ...]
    codes: tuple[tuple[str, ...], ...]
    customs_value: "NDArray[np.float64]"
    covariance: "NDArray[np.float64]"
    products: tuple[int, ...] = ()
    observations: int = 0
    unknown: tuple[str, ...] = ()
    source: str = ""
    notes: tuple[str, ...] = ()

    @property
    def elasticity(self) -> "NDArray[np.float64]":
        """The trade elasticity theta [g], of shares of spending: that of customs value less one."""
        return self.customs_value - 1

    @property
    def standard_error(self) -> "NDArray[np.float64]":
        """The standard errors [g], the same of both."""
        return np.sqrt(np.diag(self.covariance))

    def by_product(self, scores: "Mapping[str, float] | None" = None) -> dict[str, float]:
        """Return the trade elasticity of each six-digit product, for `ProductTable.elasticity`.

        Products of groups that are unknown, or whose estimate is not above ``LEAST``, are left out:
        they keep their sector's. ``scores`` are standard normal figures by the name of a group: the
        elasticities of one draw, in logs around the estimates with their covariance to first order,
        so that none is below zero. Raises ``InputError`` for a score of no group.
        """
        values = (
            self.drawn(scores) if scores else dict(zip(self.names, self.elasticity, strict=True))
        )
        return {
            code: float(values[name])
            for name, inside in zip(self.names, self.codes, strict=True)
            if values[name] > LEAST
            for code in inside
        }

    @property
    def usable(self) -> tuple[str, ...]:
        """The groups whose elasticity is above ``LEAST``."""
        return tuple(n for n, x in zip(self.names, self.elasticity, strict=True) if x > LEAST)

    def drawn(self, scores: "Mapping[str, float]") -> dict[str, float]:
        """Return the elasticities of a draw by group; see `by_product`."""
        fine = np.flatnonzero(self.elasticity > LEAST)
        strange = [name for name in scores if name not in self.usable]
        if strange:
            raise InputError(
                f"there is no estimate of '{strange[0]}' to draw from.", where="scores",
                remedy=f"Estimated: {', '.join(self.usable)}.",
            )  # fmt: skip
        theta = self.elasticity[fine]
        in_logs = self.covariance[np.ix_(fine, fine)] / np.outer(theta, theta)
        values, vectors = np.linalg.eigh(in_logs)  # also where two estimates are one
        root = vectors * np.sqrt(np.maximum(values, 0.0)) @ vectors.T
        score = np.array([scores.get(self.names[g], 0.0) for g in fine])
        found = dict(zip(self.names, self.elasticity.tolist(), strict=True))
        moved = theta * np.exp(root @ score)
        return found | {self.names[g]: float(x) for g, x in zip(fine, moved, strict=True)}

    def table(self) -> "pd.DataFrame":
        """Return the estimates: group, products, elasticities and the standard error."""
        import pandas as pd

        return pd.DataFrame(
            {
                "group": self.names,
                "products": self.products or [len(inside) for inside in self.codes],
                "customs_value": self.customs_value,
                "elasticity": self.elasticity,
                "standard_error": self.standard_error,
            }
        )

    def text(self) -> str:
        """Return the estimates as JSON, as `read` takes them."""
        held: dict[str, Any] = {
            "what": "elasticities of customs value, estimated by product",
            "groups": [
                {"name": name, "customs_value": value, "products": count, "codes": list(inside)}
                for name, value, count, inside in zip(
                    self.names, self.customs_value.tolist(), self.products, self.codes, strict=True
                )
            ],
            "covariance": self.covariance.tolist(),
            "observations": self.observations,
            "unknown": list(self.unknown),
            "source": self.source,
            "notes": list(self.notes),
        }
        return json.dumps(held, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def read(cls, path: "str | Path") -> Self:
        """Return the estimates in a file that `text` wrote.

        Raises ``InputError`` for what is no such file.
        """
        path = Path(path)
        try:
            held = json.loads(read_text(path, largest=20_000_000))
            groups = held["groups"]
            count = len(groups)
            found = cls(
                tuple(str(one["name"]) for one in groups),
                tuple(tuple(map(str, one["codes"])) for one in groups),
                np.array([float(one["customs_value"]) for one in groups]),
                np.array(held["covariance"], np.float64).reshape(count, count),
                tuple(int(one["products"]) for one in groups),
                int(held["observations"]),
                tuple(held["unknown"]),
                str(held["source"]),
                tuple(held["notes"]),
            )
        except (KeyError, TypeError, ValueError) as fault:
            raise InputError(
                f"it does not hold elasticities: {fault}.", where=str(path),
                remedy="Write it with cobden products elasticity TABLE ... --output FILE.json.",
            ) from None  # fmt: skip
        if not (np.isfinite(found.customs_value).all() and np.isfinite(found.covariance).all()):
            raise InputError("a figure is not finite.", where=str(path), remedy="Estimate again.")
        return found


def estimate_elasticities(
    tables: Sequence[ProductTable],
    rates: "pd.DataFrame",
    *,
    by: Literal["all", "sector"] = "sector",
    apart: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> ElasticityEstimates:
    r"""Return elasticities estimated from an importer's trade of several years and its rates.

    ``tables``: one for each year (`read_years`); ``rates``: columns code, origin, year and rate (a
    share), as `rates_by_law` and `read_rates` give them; an origin without rates bears the same
    throughout. ``by``: one elasticity for ``all`` goods or for each ``sector``; HS codes that stand
    ``apart`` have one of their own. Needs the extra ``estimate``.

    Raises ``InputError`` for fewer than two years or origins, and where no rate moves apart;
    ``NotConverged`` where the likelihood has no maximum.

    >>> import cobden as cb
    >>> import tempfile
    >>> from pathlib import Path
    >>> codes = {870321: 0.1, 870322: 0.3, 870323: 0.2}  # what China's goods pay more in 2018
    >>> cells = [(y, c, o) for y in (2017, 2018) for c in codes for o in ('CHN', 'MEX')]
    >>> rate = [codes[c] if (y, o) == (2018, 'CHN') else 0.0 for y, c, o in cells]
    >>> rows = [f'{y},{c},{o},{1e9 * (1 + r) ** -3}' for (y, c, o), r in zip(cells, rate)]
    >>> path = Path(tempfile.mkdtemp()) / 'imports.csv'
    >>> _ = path.write_text('\n'.join(['year,code,origin,value', *rows]))
    >>> import pandas as pd
    >>> rates = pd.DataFrame(cells, columns=['year', 'code', 'origin']).assign(rate=rate)
    >>> tables = cb.products.read_years([path], importer='USA')
    >>> cb.products.estimate_elasticities(tables, rates).customs_value.round(3).tolist()
    [3.0]
    """
    panel, said = _panel(tables, rates)
    group = _groups(panel.code, by, apart)
    names = sorted(set(group.tolist()))
    fit = _fitted(panel, group, names)
    inside = {name: np.unique(panel.code[group == name]) for name in fit.coefficients}
    table = tables[0]
    return ElasticityEstimates(
        tuple(inside),
        tuple(tuple(f"{code:06d}" for code in some) for some in inside.values()),
        -np.array(list(fit.coefficients.values())),
        fit.covariance,
        tuple(map(len, inside.values())),
        fit.observations,
        tuple(name for name in names if name not in inside),
        f"{table.importer}, {', '.join(str(one.year) for one in tables)}: {table.source}",
        (*said, *notes),
    )


class _Panel(NamedTuple):
    """Trade by product, origin and year [row]; the last three number what has a fixed effect."""

    code: "NDArray[np.int64]"
    value: "NDArray[np.float64]"
    log_rate: "NDArray[np.float64]"
    pair: "NDArray[np.intp]"
    product_year: "NDArray[np.intp]"
    origin_year: "NDArray[np.intp]"


def _panel(tables: Sequence[ProductTable], rates: "pd.DataFrame") -> tuple[_Panel, list[str]]:
    """Return what is compared: products bought at all from an origin, whose rates are known."""
    years = [table.year for table in tables]
    if len(set(years)) < 2 or len(set(years)) < len(years):
        raise InputError(
            f"the tables are of {', '.join(map(str, years)) or 'no year'}.", where="tables",
            remedy="Give two years or more, each once: what did not change tells nothing.",
        )  # fmt: skip
    origins = sorted(set.intersection(*(set(table.origins) for table in tables)))
    if len(origins) < 2:
        raise InputError(
            f"{len(origins)} origin stands in the tables of all years.", where="tables",
            remedy="Give the imports from two origins or more: one is compared with the others.",
        )  # fmt: skip
    codes = np.unique(np.concatenate([table.codes for table in tables]))
    codes = codes[_made(codes)]
    value = np.stack([_of(table, codes, origins) for table in tables], axis=2)  # [j, i, t]
    rate, still = _rates_of(rates, codes, origins, years)
    notes = [f"{table.year}: {note}" for table in tables for note in table.notes]
    bought = value.sum(axis=2) > 0
    lost = (bought & np.isnan(rate).any(axis=2)).any(axis=1)
    if lost.any():
        notes.append(f"{lost.sum():,} products left out: their rate is not known in every year")
    if still:
        notes.append(f"taken to bear the same rate throughout: {', '.join(still)}")
    at = np.nonzero((bought & ~lost[:, None])[:, :, None] & np.ones(len(years), bool))
    if not len(at[0]):
        raise InputError("no product has rates.", where="rates", remedy="Compare the codes.")
    j, i, t = at
    panel = _Panel(
        codes[j], value[at], np.log1p(rate[at]), j * len(origins) + i, j * len(years) + t,
        i * len(years) + t,
    )  # fmt: skip
    return panel, notes


def _of(
    table: ProductTable, codes: "NDArray[np.int64]", origins: Sequence[str]
) -> "NDArray[np.float64]":
    """Return a table's values for some products and origins [j, i]; what is not there is zero."""
    found = np.zeros((len(codes), len(origins)))
    known = np.isin(table.codes, codes)
    columns = [table.origins.index(name) for name in origins]
    found[np.searchsorted(codes, table.codes[known])] = table.dense(table.value)[known][:, columns]
    return found


def _rates_of(
    rates: "pd.DataFrame", codes: "NDArray[np.int64]", origins: Sequence[str], years: Sequence[int]
) -> "tuple[NDArray[np.float64], list[str]]":
    """Return rates [j, i, t], NaN where none is told, and the origins of which none is."""
    found = np.full((len(codes), len(origins), len(years)), np.nan)
    code, rate = (np.asarray(rates[name]) for name in ("code", "rate"))
    origin, year = np.asarray(rates["origin"], str), np.asarray(rates["year"])
    j = np.minimum(np.searchsorted(codes, code), len(codes) - 1)
    still = [name for name in origins if not (origin == name).any()]
    for i, name in enumerate(origins):
        if name in still:
            found[:, i] = 0.0
        for t, when in enumerate(years):
            rows = (origin == name) & (year == when) & (codes[j] == code)
            found[j[rows], i, t] = rate[rows]
    return found, still


def _sectors(codes: "NDArray[np.int64]") -> "NDArray[np.object_]":
    """Return the name of each six-digit code's sector."""
    lines = six_digit_lines()
    at = np.searchsorted(lines.low, codes * 10 ** (DIGITS - SIX))
    return np.array(lines.sectors, object)[lines.sector[np.minimum(at, len(lines.low) - 1)]]


def _made(codes: "NDArray[np.int64]") -> "NDArray[np.bool_]":
    """Return which six-digit codes are goods that a sector makes."""
    return ~np.isin(_sectors(codes), (SERVICES, OTHER))


def _groups(codes: "NDArray[np.int64]", by: str, apart: Sequence[str]) -> "NDArray[np.object_]":
    """Return the name of the group of each six-digit code."""
    found = _sectors(codes) if by == "sector" else np.full(len(codes), ALL, object)
    text = np.array([f"{code:06d}" for code in codes])
    for code in sorted(apart, key=len):
        inside = np.char.startswith(text, code)
        if not (code.isdigit() and 2 <= len(code) <= SIX and inside.any()):
            raise InputError(
                f"'{code}' is no product of these tables.", where="apart",
                remedy="Give two to six digits of the Harmonized System.",
            )  # fmt: skip
        found[inside] = code
    return found


@dataclass(frozen=True)
class _Fit:
    coefficients: dict[str, float]
    covariance: "NDArray[np.float64]"
    observations: int


def _fitted(panel: _Panel, group: "NDArray[np.object_]", names: Sequence[str]) -> _Fit:
    """Return the slopes on log rates by group, of those whose rates move apart at all."""
    try:
        from pyfixest.estimation import fepois
    except ImportError:
        raise InputError(
            "estimates need pyfixest, which is not installed.", where="elasticity",
            remedy="Install it with: pip install 'cobden[estimate]'",
        ) from None  # fmt: skip
    import pandas as pd

    slopes = {
        f"slope_{g}": (name, column)
        for g, name in enumerate(names)
        if _moves_apart(column := np.where(group == name, panel.log_rate, 0.0), panel)
    }
    if not slopes:
        raise InputError(
            "no rate moves apart: on no product do those of two origins change unlike.",
            where="rates", remedy="Give years before and after a tariff on some of the origins.",
        )  # fmt: skip
    columns = {name: column for name, (_, column) in slopes.items()}
    data = pd.DataFrame({**panel._asdict(), **columns, "value": panel.value / panel.value.mean()})
    formula = f"value ~ {' + '.join(slopes)} | {_FIXED}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is left out the count of observations tells
            found = fepois(formula, data=data, vcov={"CRV1": "code"}, iwls_maxiter=100)
    except (ValueError, RuntimeError, np.linalg.LinAlgError) as fault:
        raise NotConverged(
            f"the likelihood was not maximised: {fault}", where="elasticity",
            remedy="Take fewer groups (by='all'), or more years or origins.",
        ) from None  # fmt: skip
    held: Any = found
    kept = {slopes[str(name)][0]: float(value) for name, value in held.coef().items()}
    return _Fit(kept, np.asarray(held._vcov, np.float64), int(held._N))


def _moves_apart(column: "NDArray[np.float64]", panel: _Panel) -> bool:
    """Whether rates differ between origins of a product by more in one year than in another."""
    left = column
    for one in (panel.product_year, panel.pair):
        count = np.maximum(np.bincount(one), 1)
        left = left - (np.bincount(one, left) / count)[one]
    return bool(np.abs(left).max() > 1e-9)
