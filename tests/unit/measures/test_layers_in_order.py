"""The layers of a rate stand in the same order in every process."""

import os
import subprocess
import sys

ASK = "import cobden as cb; print(cb.Policy.load().on('2026-03-01').rate('USA', 'CAN', '8708'))"


def test_layers_stand_in_the_same_order_whatever_the_seed_of_hashes():
    told = {
        subprocess.run(
            [sys.executable, "-c", ASK],
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
            encoding="utf-8",
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(told) == 1
