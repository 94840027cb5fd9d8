"""How a page is put before readers: what it is called, who may frame it, how often one may ask."""

from dataclasses import dataclass

from cobden.base.errors import InputError


@dataclass(frozen=True)
class Hosting:
    """How a page is put before readers.

    ``names`` are hosts that readers know it by, ``base_path`` the path that it stands under,
    ``embed_in`` origins whose pages may frame it, ``proxies`` addresses whose word is taken for a
    reader's own, ``per_second`` how many answers one reader may ask (None: any), ``workers`` how
    many processes serve it.
    """

    names: tuple[str, ...] = ()
    base_path: str = ""
    embed_in: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    per_second: float | None = None
    workers: int = 1

    def __post_init__(self) -> None:
        bad = [name for name in self.names if "/" in name or ":" in name or not name]
        if bad:
            raise InputError(
                f"'{bad[0]}' is not the name of a host.", where="--name",
                remedy="Write it without scheme, port and path, such as models.example.org.",
            )  # fmt: skip
        path = self.base_path
        if path and (not path.startswith("/") or path.endswith("/") or "//" in path):
            raise InputError(
                f"'{path}' is not a path that a page can stand under.", where="--base-path",
                remedy="Begin it with a stroke and end it without one, such as /trade.",
            )  # fmt: skip
        wrong = [site for site in self.embed_in if not site.startswith(("https://", "http://"))]
        if wrong or any(set(site) & set(" ;,'\"") for site in self.embed_in):
            raise InputError(
                f"'{(wrong or self.embed_in)[0]}' is not the origin of a site.", where="--embed-in",
                remedy="Write it with its scheme, such as https://www.example.org.",
            )  # fmt: skip

    @property
    def share(self) -> float | None:
        """How many answers a second one process gives a reader, who may meet any of them."""
        return self.per_second / self.workers if self.per_second else None


@dataclass(frozen=True)
class ServedAs:
    """Where a server listens and who gets in: what each of its processes is told."""

    case: str
    host: str
    token: str | None
    hosting: Hosting
