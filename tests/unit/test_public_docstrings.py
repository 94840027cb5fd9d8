"""Every public name says what it is and what it raises, and shows how it is used."""

import doctest
import inspect
from types import ModuleType

import pytest

import cobden

ROOMS = [value for name in cobden.__all__ if isinstance(value := getattr(cobden, name), ModuleType)]
PUBLIC = {
    id(value): (f"{room.__name__}.{name}", value)
    for room in (*ROOMS, cobden)
    for name in room.__all__
    if inspect.isclass(value := getattr(room, name)) or inspect.isfunction(value)
}
NAMES = dict(PUBLIC.values())
FUNCTIONS = sorted(name for name, value in NAMES.items() if inspect.isfunction(value))
EXAMPLES = {name: ">>>" in (inspect.getdoc(value) or "") for name, value in NAMES.items()}
SLOW = {
    "cobden.Study",
    "cobden.WorldPath",
    "cobden.cooperative",
    "cobden.dynamics.PathGradient",
    "cobden.dynamics.path_gradient",
    "cobden.ensemble",
    "cobden.long_run",
    "cobden.nash",
    "cobden.optimal_tariffs",
    "cobden.path",
    "cobden.run",
    "cobden.strategy.Cooperation",
    "cobden.strategy.NashEquilibrium",
    "cobden.strategy.Optimum",
}
"""Whose examples compile or solve for long: they run with ``make validate``."""


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_and_its_methods_have_docstrings(name):
    value = NAMES[name]
    assert inspect.getdoc(value), name
    if inspect.isclass(value):
        for member, one in vars(value).items():
            if not member.startswith("_") and (
                inspect.isfunction(one) or isinstance(one, property)
            ):
                assert inspect.getdoc(one), f"{name}.{member}"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_that_returns_an_array_names_its_axes(name):
    if "Array" in str(inspect.signature(NAMES[name]).return_annotation):
        assert "[" in (inspect.getdoc(NAMES[name]) or "")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.validation) if name in SLOW else name
        for name, has in EXAMPLES.items()
        if has
    ],
)
def test_the_example_of_a_public_name_runs(name):
    value = NAMES[name]
    finder = doctest.DocTestFinder(recurse=False)
    told = []
    runner = doctest.DocTestRunner(verbose=False)
    for test in finder.find(value, name, globs={}):
        runner.run(test, out=told.append)
    assert not runner.failures, "".join(told)
    assert runner.tries


def test_every_public_name_has_an_example():
    assert not [name for name, has in EXAMPLES.items() if not has]
    assert EXAMPLES.keys() >= SLOW
