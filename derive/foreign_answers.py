"""What other importers answered to the United States: rows and lists for ``derive/measures.py``."""

import csv
import gzip
import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from derive.importers import renamed

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data" / "measures"
LAW = ROOT.parent / "shared" / "data" / "law"

COLUMNS = [
    "id", "by", "on", "on_except", "goods", "goods_except", "rate_pct", "mode", "content", "usmca",
    "start", "end", "suspended_from", "suspended_until", "collected_from", "collected_until",
    "embedded", "beyond_quota", "authority", "heading", "source", "where", "condition", "grade",
    "note",
]  # fmt: skip
WAIVERS = "2020-03-02"
# The Harmonized System of 2022: from then on China's answers of 2018 to 2020 stand by the lines of
# the International Trade Administration's matrix, which has what all of them together come to.
RENUMBERED = "2022-01-01"
STOOD = "chn_2018:2022-01-01"
STOOD_SOURCE = (
    "Announcements of 2018 to 2020 by the lines of 2025 (International Trade Administration, "
    "retaliation matrix of 28 March 2025)"
)
# Where that matrix corrects the lists of 2025: what was on the list of 10 March (10%) beside the
# lines known, and what of the headings of 10 February (10%) was not.
ALSO_ON = {
    "chn_ret_20250310_10pct": (
        "03019110", "030323", "030324", "03063190", "030760", "030830", "030910", "030990",
        "081290", "081310", "081320", "081330", "081340", "081350", "081400", "110630", "16041990",
        "20039010", "200600", "200710", "200791", "200799", "20081110",
    ),
}  # fmt: skip
NOT_ON = {
    "chn_ret_20250210_10pct_hs6": (
        "84335920", "87019190", "87019290", "87019390", "87019490", "87019590", "87032341",
        "87032342", "87032343", "87032349", "87032351", "87032352", "87032353", "87032359",
    ),
}  # fmt: skip
# Vehicles on which the answer of July 2018 has been suspended since 1 January 2019 (Announcement 10
# of 2018 and its renewals), by the headings of today; the matrix counts their 25% all the same.
SUSPENDED = ("8702", "8703", "8704", "8706", "8708")
# China's answers: by list, first day, first day no longer, rate, announcement (Tariff Commission).
CHINA_PERIODS = {
    "2018-04-02.15": (
        "2018-04-02",
        RENUMBERED,
        15,
        "State Council notice of 1 Apr 2018 (answer to S232)",
    ),
    "2018-04-02.25": (
        "2018-04-02",
        RENUMBERED,
        25,
        "State Council notice of 1 Apr 2018 (answer to S232)",
    ),
    "2018-07-06.25": ("2018-07-06", "2018-08-23", 25, "Announcement 5 of 2018"),
    "2018-08-23.25": ("2018-08-23", "2018-09-24", 25, "Announcements 5 and 7 of 2018"),
    "2018-09-24.25": ("2018-09-24", "2019-01-01", 25, "Announcements 5, 7 and 8 of 2018"),
    "2018-09-24.10": ("2018-09-24", "2019-01-01", 10, "Announcement 8 of 2018"),
    "2018-09-24.5": ("2018-09-24", "2019-01-01", 5, "Announcement 8 of 2018"),
    "2019-01-01.25": ("2019-01-01", "2019-06-01", 25, "Announcement 10 of 2018"),
    "2019-01-01.10": ("2019-01-01", "2019-06-01", 10, "Announcement 10 of 2018"),
    "2019-01-01.5": ("2019-01-01", "2019-06-01", 5, "Announcement 10 of 2018"),
    "2019-06-01.25": ("2019-06-01", RENUMBERED, 25, "Announcement 3 of 2019"),
    "2019-06-01.20": ("2019-06-01", RENUMBERED, 20, "Announcement 3 of 2019"),
    "2019-06-01.10": ("2019-06-01", RENUMBERED, 10, "Announcement 3 of 2019"),
    "2019-06-01.5": ("2019-06-01", RENUMBERED, 5, "Announcement 3 of 2019"),
    "2019-09-01.10": ("2019-09-01", "2020-02-14", 10, "Announcement 4 of 2019"),
    "2019-09-01.5": ("2019-09-01", "2020-02-14", 5, "Announcement 4 of 2019"),
    "2020-02-14.5": ("2020-02-14", RENUMBERED, 5, "Announcement 1 of 2020"),
    "2020-02-14.2.5": ("2020-02-14", RENUMBERED, 2.5, "Announcement 1 of 2020"),
}
# Answers to the metals duties of 2018 that stood on 28 March 2025: from when, announced in what.
# The rates are of that day; India's list of 2019 was longer, Turkey's rates of 2018 were double.
ANSWERS = {
    "India": ("IND", "2019-06-16", "Notification 16/2019-Customs, as amended in September 2023"),
    "Russia": ("RUS", "2018-08-05", "Decree 788 of 6 July 2018"),
    "Turkey": ("TUR", "2019-05-21", "Decree of 21 May 2019, which halved the rates of 2018"),
}


def china_2018() -> list[dict[str, str]]:
    """Return China's answers of 2018 to 2020, one measure for each period and rate.

    Since 2 March 2020 a buyer may ask for a waiver, so from then on they depend on it.
    """
    rows = []
    for name, (start, end, rate, source) in CHINA_PERIODS.items():
        row = dict.fromkeys(COLUMNS, "") | {
            "id": f"HC.{name}", "by": "CHN", "on": "USA", "goods": f"@chn_2018:{name}",
            "rate_pct": f"{rate:g}", "mode": "add", "start": start, "end": end,
            "authority": "CHN-retaliation", "source": source, "grade": "B",
        }  # fmt: skip
        if end and end <= WAIVERS:
            rows.append(row)
            continue
        rows.append(row | {"end": WAIVERS})
        rows.append(row | {"id": f"{row['id']}w", "start": WAIVERS, "condition": "waiver=none"})
    for name in sorted(china_stood()):
        rate = name.removeprefix(f"{STOOD}.")
        rows.append(dict.fromkeys(COLUMNS, "") | {
            "id": f"HC.2022-01-01.{rate}", "by": "CHN", "on": "USA", "goods": f"@{name}",
            "rate_pct": rate, "mode": "add", "start": RENUMBERED, "condition": "waiver=none",
            "authority": "CHN-retaliation", "source": STOOD_SOURCE, "grade": "A",
        })  # fmt: skip
    return rows


def matrix() -> pd.DataFrame:
    """Return the answers on American goods of 28 March 2025: country, national line, rate."""
    path = LAW / "retaliation_on_us_2025_03_28.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [{k.strip(): v.strip() for k, v in row.items()} for row in csv.DictReader(file)]
    codes = [re.sub(r"\D", "", row["Foreign National Tariff Line"]) for row in rows]
    return pd.DataFrame(
        {
            "country": [row["Country"] for row in rows],
            "code": [code[: len(code) - len(code) % 2] for code in codes],
            "rate": [
                float(row["Current Total Estimated Retaliatory Tariff"].rstrip("%")) for row in rows
            ],
        }
    )


def corrected(name: str, codes: Iterable[str], lines: Iterable[str]) -> tuple[str, ...]:
    """Return a list of China's of 2025 as the matrix corrects it, by national ``lines``."""
    wrong = set(NOT_ON.get(name, ()))
    if not wrong:
        return (*codes, *ALSO_ON.get(name, ()))
    open_ = {code for code in codes if not any(line.startswith(code) for line in wrong)}
    split = {c for c in codes if c not in open_}
    return (*open_, *(n for n in lines if n.startswith(tuple(split)) and n not in wrong))


def china_of_2025() -> dict[str, tuple[str, ...]]:
    """Return the lists of China's answers of February and March 2025."""
    table = matrix()
    lines = list(table[table.country == "China"].code)
    names = sorted(path.stem for path in (SHARED / "lists").glob("chn_ret_2025*.csv"))
    return {
        name: corrected(
            name, pd.read_csv(SHARED / "lists" / f"{name}.csv", dtype=str)["code"], lines
        )
        for name in names
    }


def china_stood() -> dict[str, tuple[str, ...]]:
    """Return the lists of China's answers of 2018 to 2020 as they stood in 2025, one for each rate.

    What the matrix has, less the answers of 2025 in it and what is suspended.
    """
    table = matrix()
    table = table[table.country == "China"].set_index("code")
    left = table.rate.copy()
    for name, codes in china_of_2025().items():
        left[left.index.str.startswith(codes)] -= float(name.split("_")[3].removesuffix("pct"))
    known = pd.read_csv(LAW / "china_on_us_2018_19_hs8.csv", dtype=str).set_index("hs08")
    paying = {str(c) for c in known.index[known["reta_2019Jun01"].astype(float).to_numpy() > 0]}
    paused = [c[:4] in SUSPENDED and c not in paying for c in map(str, left.index)]
    left[np.array(paused) & (left >= 25.0)] -= 25.0
    if (left < 0).any():
        raise SystemExit(f"more on {list(left.index[left < 0])} in 2025 than the matrix has")
    return {
        f"{STOOD}.{rate:g}": tuple(sorted(str(c) for c in left.index[left == rate]))
        for rate in sorted(set(left) - {0.0})
    }


def others_lists() -> dict[str, tuple[str, ...]]:
    """Return the lists of India's, Russia's and Turkey's answers, one for each rate."""
    found: dict[str, set[str]] = {}
    table = matrix()
    for country, code, rate in zip(table.country, table.code, table.rate, strict=True):
        if country in ANSWERS:
            found.setdefault(f"answers_2025:{ANSWERS[country][0]}.{rate:g}", set()).add(code)
    return {name: tuple(sorted(codes)) for name, codes in found.items()}


def answers_of_others() -> list[dict[str, str]]:
    """Return India's, Russia's and Turkey's answers, one measure for each rate."""
    given = {by: (start, source) for by, start, source in ANSWERS.values()}
    rows = []
    for name in sorted(others_lists()):
        by, rate = name.partition(":")[2].split(".", 1)
        start, source = given[by]
        rows.append(dict.fromkeys(COLUMNS, "") | {
            "id": f"HO.{by}.{rate}", "by": by, "on": "USA", "goods": f"@{name}", "rate_pct": rate,
            "mode": "add", "start": start, "authority": f"{by}-retaliation", "grade": "B",
            "source": f"{source}; International Trade Administration, retaliation matrix of 28 "
            "March 2025",
        })  # fmt: skip
    return rows


def china_lists() -> dict[str, tuple[str, ...]]:
    """Return the lists of China's answers of 2018 to 2020, as ``CHINA_PERIODS`` names them."""
    lines = pd.read_csv(LAW / "china_on_us_2018_19_hs8.csv", dtype=str).set_index("hs08")
    dated = pd.read_parquet(LAW / "china_on_us_2018_20_hs6_dated.parquet").pivot(
        index="hs6", columns="time_of_tariff", values="tariff"
    )
    states = {"2018-07-06": "reta_2018Jul06", "2018-08-23": "reta_2018Aug23",
              "2018-09-24": "reta_2018Sep24", "2019-01-01": "reta_2019Jan01",
              "2019-06-01": "reta_2019Jun01"}  # fmt: skip
    steps = {"2018-04-02": ("2018-01-01", "2018-04-02", 1.0),
             "2019-09-01": ("2019-06-01", "2019-09-01", 1.0),
             "2020-02-14": ("2019-06-01", "2019-09-01", 0.5)}  # fmt: skip
    found: dict[str, tuple[str, ...]] = {}
    for name, (start, _, rate, _) in CHINA_PERIODS.items():
        if start in states:
            stated = lines[states[start]].astype(float)
        else:
            before, after, part = steps[start]
            stated = (part * (dated[after] - dated[before])).round(2)
        found[f"chn_2018:{name}"] = tuple(str(c) for c in stated.index[stated.to_numpy() == rate])
    return with_heirs(found)


def with_heirs(lists: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the lists of each day with the codes of 2022 whose goods all stood on one of them."""
    found: dict[str, tuple[str, ...]] = {}
    for day in sorted({name[: len("chn_2018:2018-04-02")] for name in lists}):
        mine = {name: codes for name, codes in lists.items() if name.startswith(day)}
        stated = {code: (name,) for name, codes in mine.items() for code in codes}
        new = renamed(stated)
        for name in mine:
            found[name] = tuple(code for code, (on,) in new.items() if on == name)
    return found
