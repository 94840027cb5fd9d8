"""Data flows one way: each room imports only the rooms that the design allows it.

Imports inside functions and for the type checker count as any others.
"""

import ast
from collections import Counter, defaultdict
from pathlib import Path

import pytest

import cobden

PACKAGE = Path(cobden.__file__).parent
OUTCOMES = {"base", "numerics", "world", "measures", "outcomes", "equilibrium"}
MAY_IMPORT = {
    "base": set(),
    "numerics": {"base"},
    "world": {"base"},
    "measures": {"base", "world"},
    "products": {"base", "world", "measures"},
    "outcomes": {"base"},
    "equilibrium": {"base", "numerics", "world", "measures", "outcomes"},
    "chains": {"base", "numerics", "world", "measures"},
    "strategy": OUTCOMES,
    "dynamics": OUTCOMES,
    "households": OUTCOMES,
    "talks": {"base", "measures", "outcomes"},
    "evidence": {"base", "measures"},
    "draws": {"base"},
    "cases": {"base", "world", "measures"},
    "report": {*OUTCOMES, "strategy", "dynamics", "households", "products", "chains", "talks",
               "evidence", "draws", "cases"},
    "study": {*OUTCOMES, "strategy", "dynamics", "households", "products", "chains", "talks",
              "evidence", "draws", "cases", "report"},
    "live": {*OUTCOMES, "dynamics", "households", "products", "chains", "talks", "evidence",
             "cases", "report", "study"},
    "protocol": {*OUTCOMES, "talks", "evidence", "cases", "report", "study"},
    "cli": {*OUTCOMES, "strategy", "dynamics", "households", "products", "chains", "talks",
            "evidence", "draws", "cases", "report", "study", "live", "protocol"},
}  # fmt: skip
"""The rooms, each with those that it may import. One that nobody has built yet has its place."""

LOOSE = {"__init__", "__main__"}
"""The package's own modules: the public names, and ``python -m cobden``."""


def name_of(path: Path) -> str:
    parts = (PACKAGE.name, *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts).removesuffix(".__init__")


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}
TREES = {
    name: ast.parse(path.read_text(encoding="utf-8"), str(path)) for name, path in MODULES.items()
}


def imported(name: str) -> set[str]:
    """The modules of ours that one imports, wherever in it: a package is its ``__init__``."""
    found = set()
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name} imports relatively"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in MODULES else str(node.module))
    return found & MODULES.keys() - {name}


IMPORTS = {name: imported(name) for name in MODULES}


def room(name: str) -> str:
    return (*name.split("."), "")[1]


def circles() -> list[set[str]]:
    """Groups of modules each of which leads to every other (Tarjan's algorithm)."""
    order, low, stack, found = {}, {}, [], []

    def visit(name: str) -> None:
        order[name] = low[name] = len(order)
        stack.append(name)
        for other in IMPORTS[name]:
            if other not in order:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], order[other])
        if low[name] == order[name]:
            at = stack.index(name)
            if len(group := set(stack[at:])) > 1:
                found.append(group)
            del stack[at:]

    for name in MODULES:
        if name not in order:
            visit(name)
    return found


def test_every_module_belongs_to_a_room():
    rooms = Counter(room(name) for name in MODULES if name != "cobden")
    loose = {name.rpartition(".")[2] for name in MODULES if not MAY_IMPORT.keys() & {room(name)}}
    assert loose <= LOOSE | {"cobden"}, "put it into a room, or give its room a policy"
    print(", ".join(f"{name} {rooms[name]}" for name in MAY_IMPORT))


@pytest.mark.parametrize("of", MAY_IMPORT)
def test_a_room_imports_only_what_the_design_allows(of):
    for name in MODULES:
        if room(name) == of:
            foreign = {room(other) or "the package" for other in IMPORTS[name]}
            assert foreign <= MAY_IMPORT[of] | {of}, name


def test_the_policy_itself_flows_one_way():
    left = {name: set(others) for name, others in MAY_IMPORT.items()}
    while left:
        ready = [name for name, others in left.items() if not others]
        assert ready, f"a circle of rooms among {sorted(left)}"
        for name in ready:
            del left[name]
        left = {name: others - set(ready) for name, others in left.items()}


def test_what_is_private_to_a_room_is_imported_there_alone():
    """A module whose name begins with an underscore: other rooms use the room's face."""
    for name in MODULES:
        for other in IMPORTS[name] - {"cobden.__init__"}:
            if other.rpartition(".")[2].startswith("_"):
                assert room(other) == room(name), f"{name} imports {other}"


@pytest.mark.parametrize("folder", ["benchmarks", "derive", "validation"])
def test_programs_beside_the_package_use_faces_alone(folder):
    for path in sorted((PACKAGE.parents[1] / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cobden."):
                assert "._" not in str(node.module), f"{path.name} imports {node.module}"


def test_the_equilibrium_has_one_face():
    inside = {name for name in MODULES if room(name) == "equilibrium"} - {"cobden.equilibrium"}
    assert all(name.rpartition(".")[2].startswith("_") for name in inside), "it is private"


def test_no_module_leads_back_to_itself():
    found = circles()
    count = sum(map(len, IMPORTS.values()))
    print(f"{len(MODULES)} modules, {count} imports, {len(found)} circles")
    assert not found, "\n".join(", ".join(sorted(group)) for group in found)


def test_a_class_name_has_one_meaning():
    places = defaultdict(list)
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(name)
    print(f"{len(places)} class names")
    assert not {one: where for one, where in places.items() if len(where) > 1}


def test_a_file_name_stands_once():
    """But for the commands, which are called what the user calls them."""
    places = defaultdict(list)
    for name, path in MODULES.items():
        if path.stem not in LOOSE and room(name) != "cli":
            places[path.stem.lstrip("_")].append(name)
    print(f"{len(places)} file names")
    assert not {one: where for one, where in places.items() if len(where) > 1}


MOST_LINES = {"a module": 400, "a function": 50}
LONG = {
    "cobden.evidence.bare_acts.bare_act",
    "cobden.evidence.roles.roles",
}
"""Functions that are longer, until each is split: nothing is added here."""


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function, its docstring apart: what it promises may need room."""
    first = function.body[0]
    documented = ast.get_docstring(function, clean=False) is not None
    lines = (function.end_lineno or 0) - function.lineno + 1
    return lines - documented * ((first.end_lineno or 0) - first.lineno + 1)


def test_modules_and_functions_can_be_read_at_a_sitting():
    sizes = {name: path.read_text(encoding="utf-8").count("\n") for name, path in MODULES.items()}
    assert {n: lines for n, lines in sizes.items() if lines > MOST_LINES["a module"]} == {}
    lengths = {
        f"{name}.{node.name}": length(node)
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    print(f"longest: {max(sizes.values())} and {max(lengths.values())} lines")
    over = {name: lines for name, lines in lengths.items() if lines > MOST_LINES["a function"]}
    assert over.keys() <= LONG, "split it by its ideas"
