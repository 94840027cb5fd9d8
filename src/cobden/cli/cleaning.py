"""What a console prints, cleaned: the texts of others without what a terminal obeys."""

from dataclasses import dataclass

from rich.console import (
    Console,
    ConsoleOptions,
    ConsoleRenderable,
    RenderHook,
    RenderResult,
)
from rich.measure import Measurement
from rich.segment import Segment

from cobden.base.printable import printable


class Cleaning(RenderHook):
    """Cleans whatever is about to be printed; the console's own colours and movements stay."""

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        """Return what is to be printed, each piece to be cleaned when it is."""
        return [_Clean(renderable) for renderable in renderables]


@dataclass(frozen=True)
class _Clean:
    inner: ConsoleRenderable

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for text, style, control in console.render(self.inner, options):
            yield Segment(text if control else printable(text), style, control)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, self.inner)
