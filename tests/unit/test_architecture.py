"""Data flows one way: each room imports only the rooms that the design allows it."""

import ast
from pathlib import Path

import pytest

import cobden

PACKAGE = Path(cobden.__file__).parent
MAY_IMPORT = {
    "base": set(),
    "world": {"base"},
    "measures": {"base", "world"},
    "products": {"base", "world", "measures"},
    "equilibrium": {"base", "world", "measures"},
    "chains": {"base", "world", "measures"},
    "strategy": {"base", "world", "measures", "equilibrium"},
    "talks": {"base", "measures"},
    "evidence": {"base", "measures"},
    "draws": {"base"},
    "cases": {"base", "world", "measures"},
    "report": {"base", "world", "measures", "equilibrium", "strategy", "chains", "talks",
               "evidence", "draws", "cases"},
    "live": {"base", "world", "measures", "equilibrium", "chains", "talks", "evidence", "cases",
             "report", "study", "negotiation"},
}  # fmt: skip


def imported_rooms(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        rooms |= {name.split(".")[1] for name in names if name.startswith("cobden.")}
    return rooms


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_the_design_allows(room):
    for path in (PACKAGE / room).rglob("*.py"):
        foreign = imported_rooms(path) - MAY_IMPORT[room] - {room}
        assert not foreign, f"{path.relative_to(PACKAGE)} imports {sorted(foreign)}"


def test_nobody_but_the_command_line_imports_the_live_page():
    for path in PACKAGE.rglob("*.py"):
        if path.relative_to(PACKAGE).parts[0] not in ("live", "cli"):
            assert "live" not in imported_rooms(path), path.relative_to(PACKAGE)
