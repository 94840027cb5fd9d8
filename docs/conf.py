"""The documentation as a site: `make docs`. Nothing in it asks another host for anything."""

import inspect
from importlib import import_module, metadata
from pathlib import Path
from types import ModuleType

from pydantic import BaseModel

import cobden

HERE = Path(__file__).parent
ARRAY = "ndarray[tuple[Any, ...], dtype[float64]]"

project = "Cobden"
copyright = "the Cobden contributors"
release = version = metadata.version("cobden")
html_title = f"Cobden {release}"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.napoleon"]
templates_path = ["_templates"]
exclude_patterns = ["_build"]
default_role = "py:obj"  # a name in single backticks is a link where the reference has it

suppress_warnings = ["ref.python"]  # a bare name that several classes have is no link

myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
nb_execution_mode = "force"  # a notebook that fails stops the build
nb_execution_raise_on_error = True
nb_execution_timeout = -1
nb_merge_streams = True

autosummary_generate = True
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {"source_repository": "", "navigation_with_keys": True}


def rooms() -> dict[str, list[str]]:
    """Return the public names by the room that they come from, each value once, in order."""
    found: dict[str, list[str]] = {}
    seen: set[int] = set()

    def add(room: str, name: str, value: object) -> None:
        if callable(value) and id(value) not in seen:
            seen.add(id(value))
            found.setdefault(room, []).append(name)

    public = {name: getattr(cobden, name) for name in cobden.__all__}
    for name, value in public.items():
        if not isinstance(value, ModuleType):
            room = ".".join(getattr(value, "__module__", "cobden").split(".")[:2])
            add(room, f"cobden.{name}", value)
    for room in (value for value in public.values() if isinstance(value, ModuleType)):
        for name in getattr(room, "__all__", ()):
            add(room.__name__, f"{room.__name__}.{name}", getattr(room, name))
    return dict(sorted(found.items()))


# Some file systems cannot tell Gradient.html from gradient.html.
autosummary_filename_map = {
    name: f"{name}-function"
    for names in rooms().values()
    for name in names
    if name.rpartition(".")[2].islower()
}


def readable(_app, _what, _name, value, _options, signature, returned):
    """Shorten signatures; those of models, whose fields have lines of their own, to nothing."""
    if inspect.isclass(value) and issubclass(value, BaseModel):
        return "", None
    return signature and signature.replace(ARRAY, "ndarray"), returned


def setup(app) -> None:
    """Sphinx's own hook."""
    app.connect("autodoc-process-signature", readable)


def write_reference() -> None:
    """Write the page that lists every public name; its docstrings make the pages behind it."""
    lines = ["Reference", "=" * 9, "", "Every public name, made from its docstring.", ""]
    for room, names in rooms().items():
        about = (inspect.getdoc(import_module(room)) or "").partition("\n")[0]
        title = room.removeprefix("cobden.").replace("_", " ").capitalize()
        lines += [title, "-" * len(title), "", about, ""]
        lines += [".. autosummary::", "   :toctree: names", "   :nosignatures:", ""]
        lines += [f"   {name}" for name in sorted(names)] + [""]
    folder = HERE / "reference"
    folder.mkdir(exist_ok=True)
    (folder / "index.rst").write_text("\n".join(lines), encoding="utf-8")


write_reference()
