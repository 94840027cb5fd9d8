"""``cobden new``: a case of one's own, commented, that runs as it is."""

from cobden.cli.options import NewFolder
from cobden.cli.screen import say


def new(folder: NewFolder) -> None:
    """Write the skeleton of a case into a new folder."""
    from cobden import cases

    made = cases.new(folder)
    say(f"Wrote {made}. Edit {made / 'case.yaml'}, then: cobden run {made}")
