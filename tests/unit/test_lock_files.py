"""What is installed: every file by its hash, users apart from developers, no known fault."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from validation import audit

TEXTS = {name: (audit.ROOT / name).read_text(encoding="utf-8") for name in audit.LOCKS}


@pytest.mark.parametrize("name", audit.LOCKS)
def test_every_package_is_pinned_with_hashes_and_no_address(name):
    text = TEXTS[name]
    assert "://" not in text
    entries = re.split(r"\n(?=\S)", text.strip())
    assert len(entries) == len(audit.pins(text))
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


def test_users_get_what_developers_test_and_no_more():
    users, developers = (set(audit.pins(TEXTS[name])) for name in audit.LOCKS[:2])
    assert users < developers
    assert not {"pytest", "ruff", "pyright", "hypothesis"} & {name for name, _ in users}


def test_every_dependency_is_locked():
    project = tomllib.loads((audit.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    needed = [*project["dependencies"], *(n for extra in extras if extra not in ("dev", "docs")
                                          for n in extras[extra])]  # fmt: skip
    users = dict(audit.pins(TEXTS["requirements.lock"]))
    developers = dict(audit.pins(TEXTS["requirements-dev.lock"]))
    for locked, wanted in ((users, needed), (developers, [*needed, *extras["dev"]])):
        for requirement in map(Requirement, wanted):
            if requirement.name != "cobden":
                assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)])


def test_no_pinned_version_has_a_known_fault(capsys):
    assert audit.main() == 0
    assert "others are not known here" in capsys.readouterr().out


def test_the_audit_names_a_version_with_a_fault():
    (line,) = audit.found("jinja2==3.1.5 \\\n    --hash=sha256:00\nnumpy==2.0\n")
    assert "CVE-2025-27516" in line
    assert audit.found("Jinja2==3.1.6\n") == []
