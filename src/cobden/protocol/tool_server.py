"""The questions as tools of a server that speaks the Model Context Protocol."""

from collections.abc import Callable
from functools import wraps
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cobden.base.errors import CobdenError
from cobden.protocol.questions import Questions

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

INSTRUCTIONS = (
    "Trade policy, computed: tariffs by product and day, and what they do to every economy by an "
    "exact general-equilibrium model on the OECD's input-output tables. Quote ranges and sources "
    "with every figure; a long run in which nobody is out of work; a null is not known, never zero."
)
TOOLS = ("cases", "rate", "solve", "case", "compare", "talks", "read")


def server(folder: Path) -> "MCPServer[Any]":
    """Return a server whose tools are the methods of `Questions` about the cases in ``folder``.

    What a tool refuses is told in words, as on the command line.
    """
    from mcp.server.mcpserver import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp_types import ToolAnnotations

    def told(ask: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(ask)
        def answer(*args: Any, **given: Any) -> Any:
            try:
                return ask(*args, **given)
            except CobdenError as fault:
                raise ToolError(str(fault)) from None

        return answer

    found = MCPServer(
        "cobden", instructions=INSTRUCTIONS, version=version("cobden"), log_level="WARNING"
    )
    reads_only = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    questions = Questions(folder)
    for name in TOOLS:
        found.tool(annotations=reads_only)(told(getattr(questions, name)))
    return found
