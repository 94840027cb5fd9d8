"""The public API: every name is there, and none is loaded before it is used."""

import subprocess
import sys
from operator import attrgetter

import pytest

import cobden


@pytest.mark.parametrize("name", cobden.__all__)
def test_every_public_name_is_there(name):
    assert getattr(cobden, name).__doc__


def test_the_public_api_stays_small():
    assert len(cobden.__all__) <= 30
    assert sorted(cobden.__all__) == sorted(cobden._HOME) == dir(cobden)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'slove'"):
        attrgetter("slove")(cobden)


def test_importing_cobden_and_its_command_line_loads_nothing_heavy():
    heavy = "{'jax', 'pandas', 'altair', 'xarray', 'scipy', 'numpy'}"
    program = f"import sys, cobden, cobden.cli; print(sorted({heavy} & sys.modules.keys()))"
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
