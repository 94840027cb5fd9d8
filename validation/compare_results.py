"""All results of the main case in one file, and the largest differences between two such files.

For changes that may not move a figure: save the results before, save them after, compare.

    python validation/compare_results.py save before.npz
    python validation/compare_results.py save after.npz
    python validation/compare_results.py compare before.npz after.npz

``save`` takes some minutes; it holds every figure of ``cobden run japan-us-2025`` (the outcomes and
the certificate of each state, the brief's tables, the ranges), the talks, draws, exact gradients,
decompositions, strategies on a small world and one commodity chain. ``compare`` exits with 1 where
a figure differs, by however little, and names what only one of the files has.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

import cobden as cb
from cobden import chains
from cobden.base.objective import Objective, Term
from cobden.strategy import cooperative, nash, optimal_tariffs

CASE = "japan-us-2025"
SHOWN = 20  # differences printed


def leaves(value: Any, name: str) -> Iterator[tuple[str, np.ndarray]]:
    """Yield every number, flag and text inside a value, with the path to it."""
    if isinstance(value, xr.DataArray):
        yield name, value.values
    elif isinstance(value, np.ndarray | np.number | float | int | str):
        yield name, np.asarray(value)
    elif value is None or isinstance(value, date):
        yield name, np.asarray(str(value))
    else:
        for key, part in _parts(value, name):
            yield from leaves(part, f"{name}{key}")


def _parts(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, xr.Dataset):
        return ((f".{key}", value[key]) for key in value.data_vars)
    if isinstance(value, pd.DataFrame):
        return ((f".{key}", value[key].to_numpy()) for key in value.columns)
    if isinstance(value, Mapping):
        return ((f".{key}", part) for key, part in value.items())
    if is_dataclass(value):
        return ((f".{field.name}", getattr(value, field.name)) for field in fields(value))
    if isinstance(value, tuple | list):
        return ((f"[{number}]", part) for number, part in enumerate(value))
    raise TypeError(f"{name} is a {type(value).__name__}, which no file can hold")


def results() -> Iterator[tuple[str, Any]]:
    """Yield every result with its name."""
    study = cb.run(CASE)
    for state, result in study.states.items():
        yield f"states.{state}", outcomes_of(result)
        yield f"states.{state}.certificate", result.certificate
        if not result.shock.targets.lines:
            yield f"states.{state}.decomposition", cb.decompose(result)
    yield "variants", study.variants
    yield "brief", tables_of(study)
    yield from talks_of(study)
    draws = cb.ensemble(CASE, draws=8, store=Path(tempfile.mkdtemp()) / "draws")
    yield "draws", draws.outcomes
    yield from gradients_of(study)
    yield from strategies()
    found = chains.run(chains.load("gallium"))
    yield "chain.gallium", {"data": found.data, "baseline": found.baseline}


def outcomes_of(result: "cb.Result") -> dict[str, Any]:
    """Return every labelled outcome of a result, and the vector of unknowns behind them."""
    found = {
        name: getattr(result, name)
        for name in dir(type(result))
        if isinstance(getattr(type(result), name), property | cached_property)
    }
    labelled = {name: value for name, value in found.items() if isinstance(value, xr.DataArray)}
    return {**labelled, "vector": np.asarray(result.vector)}


def tables_of(study: "cb.Study") -> dict[str, str]:
    """Return the brief's tables as they are written."""
    with tempfile.TemporaryDirectory() as folder:
        written = study.write_tables(folder)
        return {
            path.stem: path.read_text(encoding="utf-8") for path in written if path.suffix == ".csv"
        }


def talks_of(study: "cb.Study") -> Iterator[tuple[str, Any]]:
    """Yield what the talks of the case say."""
    talks = study.talks
    named = tuple(talks.table.packages)
    yield (
        "talks.effects",
        {
            name: getattr(talks.effects, name)
            for name in ("exact", "declared", "outside", "modelled_outside", "basis")
        },
    )
    yield "talks.worth", talks.worth
    yield "talks.deal", talks.solve()
    yield "talks.deal_with_transfers", talks.solve(transfers=True)
    yield "talks.value", talks.value(named[0])
    yield "talks.first_order", talks.value(named[0], order=1)
    yield "talks.signature", talks.signature(named[0], draws=500)
    yield "talks.sensitivity", talks.sensitivity(named[0])
    yield "talks.delay", talks.delay(named[0])
    yield "talks.answer", talks.answer("CHN", named[0])


OBJECTIVES = (
    Objective.welfare("USA"),
    Objective.welfare("JPN"),
    Objective.bilateral_balance("USA", "JPN"),
    Objective.output("JPN", "C29"),
    Objective("revenue", (Term("tariff_revenue", "USA"),)),
    Objective("employment", (Term("employment", "USA", sector="C29"),)),
    Objective("dependence", (Term("dependence", "USA", "CHN", "C26"),)),
    Objective.welfare("USA") + 0.1 * Objective.bilateral_balance("USA", "CHN"),
)


def gradients_of(study: "cb.Study") -> Iterator[tuple[str, Any]]:
    """Yield exact gradients of objectives of every kind, in the long run and after a year."""
    wedges = study.policy.on("2025-06-05").wedges(study.world)
    for aim in OBJECTIVES:
        yield f"gradient.{aim.name}", _gradient(study.world, wedges, aim)
    weights = tuple(np.linspace(0.5, 1.5, len(study.world.sectors)))
    political = Objective("political", (Term("political_income", "USA", sector_weights=weights),))
    yield "gradient.political", _gradient(study.world, wedges, political)
    for deficits in ("own_share", "dollar", "purged"):
        found = cb.gradient(study.world, wedges, of=OBJECTIVES[0], deficits=deficits)
        yield f"gradient.{deficits}", {"value": found.value, "tariff": found.tariff}
    first = cb.gradient(study.world, wedges, of=OBJECTIVES[0], horizon=1)
    yield "gradient.first_year", {"value": first.value, "tariff": first.tariff}


def _gradient(world: "cb.World", wedges: Any, aim: Objective) -> dict[str, Any]:
    found = cb.gradient(world, wedges, of=aim)
    return {
        name: getattr(found, name)
        for name in ("value", "tariff", "export_tax", "trade_cost", "residual")
    }


def strategies() -> Iterator[tuple[str, Any]]:
    """Yield optimal, Nash and cooperative rates on a world of four economies."""
    world = cb.World.load().aggregate(economies=["USA", "JPN", "DEU", "FRA"])
    best = optimal_tariffs(world, "USA", "sector")
    yield "optimum", {"rates": best.rates, "gain": best.gain, "proof": best.optimality}
    taxes = ("tariff", "export_tax")
    both = optimal_tariffs(world, "JPN", "partner", taxes=taxes, deficits="own_share")
    yield "optimum.taxes", {"rates": both.rates, "gain": both.gain, "proof": both.optimality}
    war = nash(world, ["USA", "JPN", "DEU"], "partner")
    yield (
        "nash",
        {
            name: getattr(war, name)
            for name in ("rates", "payoffs", "rounds", "expected_gain", "temptations")
        },
    )
    rule: Any
    for rule in ("equal_gains", "nash_product"):
        peace = cooperative(world, ["USA", "JPN"], "uniform", rule=rule, transfers=True)
        yield (
            f"cooperative.{rule}",
            {name: getattr(peace, name) for name in ("rates", "gains", "weights", "transfers")},
        )


def save(path: Path) -> None:
    """Write all results to ``path``."""
    held: dict[str, np.ndarray] = {}
    for name, value in results():
        print(name, file=sys.stderr)
        held |= dict(leaves(value, name))
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **held)
    print(f"{len(held):,} results in {path}")


def compare(before: Path, after: Path) -> int:
    """Print where two files differ, the largest differences first; return how many do."""
    with np.load(before) as one, np.load(after) as other:
        gone = sorted(set(one.files) - set(other.files))
        new = sorted(set(other.files) - set(one.files))
        both = [name for name in one.files if name in other.files]
        found = [(difference(one[name], other[name]), name) for name in both]
    differing = sorted((pair for pair in found if pair[0] != 0), reverse=True)
    for size, name in differing[:SHOWN]:
        print(f"{size:9.2e}  {name}")
    for title, names in (("only before", gone), ("only after", new)):
        if names:
            print(f"{title}: {len(names)}: {', '.join(names[:SHOWN])}")
    print(f"{len(differing)} of {len(both):,} results differ")
    return len(differing) + len(gone)


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """Return the largest difference, relative to the largest figure of the array; zero: none.

    Texts are compared figure by figure where they have the same words; otherwise infinite.
    """
    if one.shape != other.shape or one.dtype.kind != other.dtype.kind:
        return np.inf
    if one.dtype.kind not in "fiub":
        return max(map(_between_texts, one.ravel().tolist(), other.ravel().tolist()), default=0.0)
    if np.array_equal(one, other, equal_nan=one.dtype.kind == "f"):
        return 0.0
    one, other = one.astype(float), other.astype(float)
    if (np.isfinite(one) != np.isfinite(other)).any():
        return np.inf
    known = np.isfinite(one)
    size = max(np.abs(one[known]).max(), np.abs(other[known]).max())
    return float(np.abs(one - other)[known].max() / size) or np.inf


def _between_texts(one: str, other: str) -> float:
    if one == other:
        return 0.0
    words, others = (re.split(r"[,\s]+", text) for text in (one, other))
    if len(words) != len(others):
        return np.inf
    return max(map(_between_words, words, others))


def _between_words(one: str, other: str) -> float:
    if one == other:
        return 0.0
    try:
        return abs(float(one) - float(other)) / max(abs(float(one)), abs(float(other)), 1e-9)
    except ValueError:
        return np.inf


def main() -> None:
    """Save, or compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("save").add_argument("path", type=Path)
    comparing = commands.add_parser("compare")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    asked = parser.parse_args()
    if asked.command == "save":
        save(asked.path)
    elif compare(asked.before, asked.after):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
