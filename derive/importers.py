"""Derive the tariff schedules of importers other than the United States that Cobden ships.

python -m derive.importers            rebuild src/cobden/measures/data/schedule_*.npz, answers.npz
python -m derive.importers --check    rebuild in memory and compare with what is committed

``schedule_columns.csv`` beside them says whose column is whose; it is written by hand.
"""

import csv
import gzip
import re
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from derive.arrays import write_or_check

ROOT = Path(__file__).resolve().parents[1]
LAW = ROOT.parent / "shared" / "data" / "law"
LISTS = ROOT.parent / "shared" / "data" / "measures" / "lists"
TARGET = ROOT / "src" / "cobden" / "measures" / "data"
Texts = dict[str, tuple[str, ...]]  # what each column states, by code

EPA = "EPA_"
ANSWERING = {"Canada": "CAN", "China": "CHN", "India": "IND", "Russia": "RUS", "Turkey": "TUR"}
# Japanese customs terms with a plain English equivalent; the rest stays as it is printed.
TERMS = (
    (
        r"^1キログラムにつき[^とに]+に係る基準輸入価格と課税価格との差額$",
        "per kg, the standard import price less the customs value",
    ),
    (r"無税", "Free"),
    (r"(?:関税割当数量以内のもの) ?", "within the quota: "),
    (r"(?:関税割当数量以外のもの) ?", "beyond the quota: "),
    (r"^(.+)又は(.+)のうちいずれか高い税率$", r"the higher of \1 and \2"),
    (r"^(.+)又は(.+)のうちいずれか低い税率$", r"the lower of \1 and \2"),
    (r"又は", " or "),
    (r"([\d.,]+)円", r"JPY \1"),
    (r"課税価格", "customs value"),
    (r"その他のもの", "others"),
    (r"非譲許", "no concession"),
)


def japan() -> Texts:
    """Return Japan's lines: what a member of the WTO pays, then each agreement's column."""
    rows = pd.read_parquet(LAW / "japan_schedule_2026.parquet").fillna("")
    agreements = [column for column in rows.columns if column.startswith(EPA)]
    found: Texts = {}
    for row in rows.to_dict("records"):
        preferences = (_english(str(row[column])) for column in agreements)
        texts, code = (_applied(row), *preferences), str(row["code"])
        known = found.get(code, texts)  # a line that the source prints in two parts has both duties
        found[code] = tuple(
            a if a == b else " or ".join(x for x in (a, b) if x)
            for a, b in zip(known, texts, strict=True)
        )
    return found


def _english(text: str) -> str:
    plain = "; ".join(
        " ".join(line.split()) for line in unicodedata.normalize("NFKC", text).splitlines()
    )
    for pattern, english in TERMS:
        plain = re.sub(pattern, english, plain)
    return plain


def _applied(row: Mapping[object, object]) -> str:
    """Return the duty that goods of a WTO member pay without a claim.

    A temporary duty stands in place of the basic one; the WTO's is taken where it is lower. The
    source prints in parentheses what is not applied.
    """
    basic, temporary, wto = (_english(str(row[c])) for c in ("eff_basic", "eff_temp", "eff_wto"))
    own = temporary if temporary and not _bracketed(temporary) else basic
    bound = wto if wto and not _bracketed(wto) else ""
    rates = _percent(own), _percent(bound)
    if not bound:
        return own.strip("()") if _bracketed(own) else own
    if None not in rates and own == temporary:
        return min((rates[0], own), (rates[1], bound))[1]
    return bound if own != temporary else own


def _bracketed(text: str) -> bool:
    return text.startswith("(") and text.endswith(")") and text.count("(") == 1


def _percent(text: str) -> float | None:
    if text == "Free":
        return 0.0
    return float(text[:-1]) if re.fullmatch(r"[\d.]+%", text) else None


def europe() -> tuple[Texts, Texts]:
    """Return the European Union's common tariff of 2020 and the United Kingdom's of 2021."""
    union, kingdom = {}, {}
    path = LAW / "eu_2020_uk_2021_schedule_cn.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = row["commodity"]
            code = code.zfill(len(code) + len(code) % 2)  # the source has lost leading zeros
            union[code] = (_rate(row["cet_duty_rate"]),)
            kingdom[code] = (_rate(row["ukgt_duty_rate"]),)
    return union, kingdom


def _rate(text: str) -> str:
    plain = " ".join(text.split())
    percent = re.fullmatch(r"(\d+(?:\.\d+)?)%", plain)
    return f"{float(percent.group(1)):g}%" if percent else plain


def china() -> Texts:
    """Return China's ordinary duty after the cuts of July and November 2018, by six digits.

    The source has what American goods paid, answers included; between the days below only the
    ordinary duty changed, downwards.
    """
    dated = pd.read_parquet(LAW / "china_on_us_2018_20_hs6_dated.parquet").pivot(
        index="hs6", columns="time_of_tariff", values="tariff"
    )
    duty = dated["2018-01-01"]
    for before, after in (("2018-05-01", "2018-07-01"), ("2018-09-24", "2018-11-01")):
        duty = duty + (dated[after] - dated[before]).clip(upper=0.0)
    return {str(code): (f"{rate:.4g}%",) for code, rate in duty.dropna().items()}


def renamed(lines: Texts) -> Texts:
    """Return ``lines`` of an older edition with those six-digit codes of 2022 that took over.

    Only where all that a code took over bears the same duty.
    """
    with np.load(TARGET / "hs_codes.npz") as stored:
        first, heirs, old = stored["first"], stored["successor"], stored["retired"]
    before: dict[str, list[str]] = {}
    for at, code in enumerate(old):
        for heir in heirs[first[at] : first[at + 1]]:
            before.setdefault(f"{heir:06d}", []).append(f"{code:06d}")
    by_six: dict[str, set[tuple[str, ...]]] = {}
    for code, texts in lines.items():
        by_six.setdefault(code[:6], set()).add(texts)
    found = dict(lines)
    for heir, codes in before.items():
        stated = set().union(*(by_six.get(code, set()) for code in codes))
        if heir not in by_six and len(stated) == 1:
            found[heir] = next(iter(stated))
    return found


def packed(lines: Texts) -> dict[str, np.ndarray]:
    """Return the lines as arrays: [low, low + width), the words, and each column's place in them.

    A line that finer ones lie in is left out.
    """
    codes = sorted(lines)
    codes = [c for c, after in zip(codes, [*codes[1:], ""], strict=True) if not after.startswith(c)]
    words = sorted({text for code in codes for text in lines[code]})
    place = {word: at for at, word in enumerate(words)}
    return {
        "low": np.array([int(code.ljust(10, "0")) for code in codes], np.int64),
        "width": np.array([10 ** (10 - len(code)) for code in codes], np.int32),
        "words": np.array(words),
        "texts": np.array([[place[text] for text in lines[code]] for code in codes], np.uint16),
    }


def answers() -> dict[str, np.ndarray]:
    """Return the additional duties on American goods of 28 March 2025, by national line."""
    path = LAW / "retaliation_on_us_2025_03_28.csv.gz"
    found: dict[tuple[str, str], float] = {}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            columns = {name.strip(): value.strip() for name, value in row.items()}
            code = re.sub(r"\D", "", columns["Foreign National Tariff Line"])
            rate = float(columns["Current Total Estimated Retaliatory Tariff"].rstrip("%"))
            found[ANSWERING[columns["Country"]], code[: len(code) - len(code) % 2]] = rate
    importers = sorted(ANSWERING.values())
    keys = sorted(found)
    return {
        "importers": np.array(importers),
        "importer": np.array([importers.index(name) for name, _ in keys], np.uint8),
        "low": np.array([int(code.ljust(10, "0")) for _, code in keys], np.int64),
        "digits": np.array([len(code) for _, code in keys], np.uint8),
        "rate_pct": np.array([found[key] for key in keys], np.float32),
    }


def national() -> dict[str, np.ndarray]:
    """Return the national lines of eight digits that are known of China and Canada.

    All that stand on a list of theirs: China's by the edition of 2022, and before it of 2017.
    """
    stated = answers()
    found: dict[str, set[str]] = {"CAN": set(), "CHN": set()}
    for name, codes in found.items():
        mine = stated["importer"] == list(stated["importers"]).index(name)
        codes |= {f"{low:010d}"[:8] for low in stated["low"][mine]}
    of_2018 = set(pd.read_csv(LAW / "china_on_us_2018_19_hs8.csv", dtype=str)["hs08"])
    found["CHN before 2022"] = of_2018 | _elsewhere(found["CHN"], of_2018)
    found["CHN"] |= _elsewhere(of_2018, found["CHN"])
    for path in sorted(LISTS.glob("can_ret_*.csv")):
        found["CAN"] |= {code[:8] for code in pd.read_csv(path, dtype=str)["code"]}
    importers = sorted(found)
    keys = sorted((name, code) for name in found for code in found[name] if len(code) == 8)
    return {
        "importers": np.array(importers),
        "importer": np.array([importers.index(name) for name, _ in keys], np.uint8),
        "low": np.array([int(code.ljust(10, "0")) for _, code in keys], np.int64),
    }


def _elsewhere(codes: set[str], known: set[str]) -> set[str]:
    """Return those of ``codes`` whose subheading has none of the ``known``."""
    headings = {code[:6] for code in known}
    return {code for code in codes if code[:6] not in headings}


def build() -> dict[str, dict[str, np.ndarray]]:
    """Return every table by the name of its file."""
    union, kingdom = europe()
    return {
        "schedule_japan_2026.npz": packed(japan()),
        "schedule_eu_2020.npz": packed(renamed(union)),
        "schedule_uk_2021.npz": packed(renamed(kingdom)),
        "schedule_china_2018.npz": packed(renamed(china())),
        "answers_2025.npz": answers(),
        "national_lines.npz": national(),
    }


if __name__ == "__main__":
    sys.exit(write_or_check(build, TARGET, __doc__))
