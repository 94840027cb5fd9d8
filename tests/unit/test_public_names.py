"""The public API: every name is there, documented, and none is loaded before it is used."""

import re
import subprocess
import sys
import warnings
from importlib import import_module
from importlib.metadata import version
from operator import attrgetter
from pathlib import Path
from types import ModuleType

import pytest

import cobden

DOCUMENTED = Path(__file__).parents[2] / "docs" / "public-names.md"


def namespaces():
    return {n: v for n in cobden.__all__ if isinstance(v := getattr(cobden, n), ModuleType)}


def test_the_documented_names_are_the_public_ones():
    found = set(re.findall(r"^\| `cb\.([\w.]+)`", DOCUMENTED.read_text("utf-8"), re.MULTILINE))
    inner = {f"{room}.{name}" for room, module in namespaces().items() for name in module.__all__}
    assert found == (set(cobden.__all__) - namespaces().keys()) | inner


@pytest.mark.parametrize("name", cobden.__all__)
def test_every_public_name_is_there(name):
    value = getattr(cobden, name)
    assert value.__doc__ or name == "__version__"
    for inner in getattr(value, "__all__", ()):
        assert getattr(value, inner) is not None, f"{name}.{inner}"


def test_dir_lists_the_public_names():
    assert dir(cobden) == sorted(cobden.__all__)


def test_a_short_namespace_gives_the_same_as_the_name():
    assert cobden.strategy.nash is cobden.nash
    assert cobden.talks.Talks is cobden.Talks


def test_the_version_is_that_of_the_package():
    assert cobden.__version__ == version("cobden")
    said = subprocess.run(
        [sys.executable, "-m", "cobden", "--version"], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == f"cobden {cobden.__version__}"


@pytest.mark.parametrize("name", ["slove", "talks.Talsk", "study.rnu"])
def test_an_unknown_name_is_an_attribute_error(name):
    with pytest.raises(AttributeError, match=f"no attribute '{name.rpartition('.')[2]}'"):
        attrgetter(name)(cobden)


@pytest.mark.parametrize("name", cobden._MOVED)
def test_a_name_of_before_still_works_and_says_what_took_its_place(name):
    sys.modules.pop(name, None)
    with pytest.warns(DeprecationWarning, match=re.escape(cobden._MOVED[name])):
        module = __import__(name, fromlist=["*"])
    today = __import__(cobden._MOVED[name], fromlist=["*"])
    names = {n for n in vars(today) if not n.startswith("__")} - {name.rpartition(".")[2]}
    assert names <= vars(module).keys()


@pytest.mark.parametrize(
    ("before", "today"),
    [("chains.Outcome", "chains.ChainOutcome"), ("cases.State", "cases.PolicyState"),
     ("cases.Party", "cases.CaseParty"), ("equilibrium.Claim", "equilibrium.MfnClaim"),
     ("chains.measures.Tariff", "chains.measures.ChainTariff"),
     ("talks.offers.Terms", "talks.alternating_offers.OfferTerms")],
)  # fmt: skip
def test_a_class_by_its_name_of_before_says_what_took_its_place(before, today):
    (place, _, name), (home, _, now) = before.rpartition("."), today.rpartition(".")
    with pytest.warns(DeprecationWarning, match=now):
        old = getattr(import_module(f"cobden.{place}"), name)
    assert old is getattr(import_module(f"cobden.{home}"), now)


def test_every_name_of_the_last_release_still_works():
    """Those of every room's list, and all that the README's and the docs' examples import."""
    names = Path(__file__).with_name("names_of_version_0_1.txt").read_text(encoding="utf-8")
    listed = [line.split() for line in names.splitlines()]
    assert len(listed) > 120
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it says what took their place
        for module, name in listed:
            holder = import_module(module)
            assert hasattr(holder, name) or import_module(f"{module}.{name}"), f"{module}.{name}"


def test_importing_cobden_and_its_command_line_loads_nothing_heavy():
    heavy = "{'jax', 'pandas', 'altair', 'xarray', 'scipy', 'numpy'}"
    program = f"import sys, cobden, cobden.cli; print(sorted({heavy} & sys.modules.keys()))"
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"


def test_the_package_is_marked_as_typed():
    assert (Path(cobden.__file__).parent / "py.typed").exists()
