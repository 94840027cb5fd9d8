"""``cobden products show``: what is printed, and what its files hold."""

import json
from functools import partial

import pandas as pd
import pytest
from test_product_draws import CASE
from typer.testing import CliRunner

from cobden.cli import app

IMPORTS = """code,origin,value,duty
870323,JPN,3e10,7e8
870323,MEX,3e10,0
870323,KOR,2e10,0
854231,CHN,9e8,2e8
854231,KOR,3e9,0
950300,CHN,1e10,7e7
950300,VNM,1e9,0
"""


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("case")
    text = CASE.replace("  product_elasticities: {USA: HOW}\n", "")
    text = text.replace("USA: shipped", "USA: imports.csv")
    (folder / "imports.csv").write_text(IMPORTS.replace("duty", "duty,year", 1).replace(
        "\n", ",2024\n").replace("year,2024", "year"), encoding="utf-8")  # fmt: skip
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    table = ["--table", str(folder / "imports.csv")]
    return ["products", "show", str(folder), "--by", "USA", "--of", "CHN", *table], folder


def run(*words):
    found = CliRunner().invoke(app, [str(word) for word in words])
    return found.exit_code, found.output


def test_files_hold_what_is_told(asked):
    words, folder = asked
    code, text = run(*words, "--json")
    assert code == 0, text
    told = pd.DataFrame(json.loads(text))
    assert set(told.code) == {"870323", "854231", "950300"}
    toys = told.set_index("code").loc["950300"]
    assert toys.after < toys.before  # the law of June 2025
    assert toys.gain > 0
    assert toys.gainer not in ("CHN", "USA")
    readers = {"t.parquet": pd.read_parquet, "t.csv": partial(pd.read_csv, dtype={"code": str})}
    for name, read in readers.items():
        code, _ = run(*words, "--output", folder / name)
        assert code == 0
        kept = read(folder / name)
        assert list(kept.columns) == list(told.columns)
        assert kept.code.tolist() == told.code.tolist()
        for column in ("before", "after", "change", "tariff_before", "tariff_after", "price"):
            numbers = pd.to_numeric(kept[column])
            assert numbers.to_list() == pytest.approx(told[column].to_list(), rel=1e-6, nan_ok=True)


def test_another_form_writes_nothing(asked):
    words, folder = asked
    assert run(*words, "--output", folder / "t.docx")[0] != 0
    assert not (folder / "t.docx").exists()


def test_the_table_says_who_gains(asked):
    code, text = run(*asked[0], "--top", 2)
    assert code == 0
    assert "9503.00" in text
