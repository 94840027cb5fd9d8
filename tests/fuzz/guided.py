"""Coverage-guided fuzzing of one door: ``python tests/fuzz/guided.py DOOR SECONDS FOLDER``.

Atheris mutates the seeds and keeps what reaches new lines of the readers. It ends with an error at
the first input that is neither answered nor refused with a sentence, and leaves that input behind.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(
    include=[
        "cobden.base.files",
        "cobden.cases",
        "cobden.evidence",
        "cobden.live",
        "cobden.measures",
    ]
):
    from test_fuzz import DOORS, SEEDS

from cobden.base.errors import CobdenError


def main(name: str, seconds: str, folder: str) -> None:
    """Fuzz a door for so many seconds, in a folder for what it writes."""
    corpus, door = Path(folder) / "corpus", DOORS[name]
    corpus.mkdir(parents=True, exist_ok=True)
    (corpus / "seed").write_bytes((SEEDS / name).read_bytes())

    def one(raw: bytes) -> None:
        try:
            door(raw, Path(folder))
        except CobdenError:
            return

    limits = [f"-max_total_time={seconds}", "-timeout=20", f"-artifact_prefix={folder}/"]
    atheris.Setup([sys.argv[0], *limits, str(corpus)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:4])
