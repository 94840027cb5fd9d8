"""What a user's type checker knows of the package: pyright's own count, on a copy as shipped."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import cobden


@pytest.mark.validation
def test_nearly_every_public_symbol_has_a_known_type(tmp_path):
    shutil.copytree(
        Path(cobden.__file__).parent, tmp_path / "cobden",
        ignore=shutil.ignore_patterns("__pycache__", "data", "page"),
    )  # fmt: skip
    libraries = os.pathsep.join((str(tmp_path), sysconfig.get_path("purelib")))
    told = subprocess.run(
        [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "--verifytypes", "cobden",
         "--ignoreexternal", "--outputjson"],
        capture_output=True, text=True, cwd=tmp_path, check=False,
        env=os.environ | {"PYTHONPATH": libraries},
    )  # fmt: skip
    found = json.loads(told.stdout)["typeCompleteness"]
    print(found["completenessScore"], found["exportedSymbolCounts"])
    assert found["completenessScore"] >= 0.98
