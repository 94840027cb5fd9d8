"""The HTTP layer: routes and nothing else; what they do stands in the modules they call."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import FastAPI, Header, Query, Request
from fastapi import Path as PathOf
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response, StreamingResponse
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from cobden.base.errors import CobdenError
from cobden.live import assets, info
from cobden.live.answer_cache import AnswerCache, key_of
from cobden.live.assets import Asset
from cobden.live.basis import basis
from cobden.live.columns import answer
from cobden.live.export import brief_html, case_zip, sheet_parquet, spoken, tables_zip
from cobden.live.further_answers import average_duties, rate_of
from cobden.live.guard import COOKIE, Guard, headers_for
from cobden.live.heavy_answers import Heavy, Told, What
from cobden.live.hosting import Hosting
from cobden.live.metrics import Metrics
from cobden.live.models.answers import FigureBasis, ScenarioAnswer, WrittenPage
from cobden.live.models.case_description import CaseInfo, LawStanding
from cobden.live.models.further_views import AverageDuties, FoundProduct, FoundProducts
from cobden.live.models.requests import (
    Fault,
    LawQuery,
    PageQuestion,
    RateQuestion,
    Scenario,
    ScenarioQuestion,
    Sheet,
)
from cobden.live.reader_limits import ReaderLimits
from cobden.live.scenario import Bench
from cobden.live.solve_queue import Busy, SolveQueue, Superseded
from cobden.live.starting_points import RecentlyUsed
from cobden.live.written_page import written_page
from cobden.measures.product_names import find_products

Tab = Annotated[
    str | None,
    Header(alias="X-Tab", pattern=r"^[A-Za-z0-9_-]{1,64}$", description="a tab's own random name"),
]
FAULTS: dict[int | str, dict[str, Any]] = {
    400: {"model": Fault, "description": "not JSON, or nested too deep"},
    404: {"model": Fault, "description": "nothing of this name"},
    409: {"model": Fault, "description": "a newer question of the same tab came"},
    413: {"model": Fault, "description": "too large"},
    415: {"model": Fault, "description": "not JSON"},
    422: {"model": Fault, "description": "a scenario that the case cannot have"},
    503: {"model": Fault, "description": "too many wait; try again"},
}
PARQUET = "application/vnd.apache.parquet"
Kind = Literal["csv.zip", "parquet.zip", "brief.html", "case.zip"]
STREAM = (
    "events: progress (Progress), part (an answer that is not final), then done (Worth, TalksView, "
    "Ranges, Prices, PeopleView, YearsView, ProductsView or WrittenPage) or fault (Fault)"
)
STREAMED: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {}}, "description": STREAM}
}


def create_app(
    bench: Bench,
    desk: SolveQueue | None = None,
    *,
    prepare: bool = True,
    cache: AnswerCache | None = None,
) -> FastAPI:
    """Return the API and page of a case, without its guard (see ``guarded``).

    ``prepare`` begins, when it starts, what every reader will want; ``cache`` holds answers, of
    this process alone where none is given.
    """
    desk, cache, metrics = desk or SolveQueue(), cache or AnswerCache(), Metrics()
    heavy = Heavy(bench, desk.gate, cache)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if prepare:
            heavy.prepare()
        yield
        heavy.close()
        desk.close()

    app = FastAPI(
        title="Cobden",
        summary="Move a tariff, watch the world answer.",
        version="1",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        responses=FAULTS,
    )
    app.state.heavy, app.state.metrics = heavy, metrics
    _add_faults(app)
    _add_page(app)
    _add_case(app, bench)
    _add_answer(app, bench, desk, cache)
    _add_state(app, bench)
    _add_law(app, bench, desk)
    _add_written_page(app, heavy)  # before the next two, whose paths would fit its own too
    _add_streams(app, heavy)
    _add_exports(app, bench, heavy)
    return app


HERE = {"127.0.0.1", "localhost", "[::1]"}
EVERYWHERE = {"0.0.0.0", "::", "[::]"}  # this machine is among what reaches them


def guarded(
    app: FastAPI,
    *,
    port: int,
    host: str = "127.0.0.1",
    token: str | None = None,
    hosting: Hosting | None = None,
) -> Guard:
    """Return the app behind its guard, for the address that it is served at."""
    names = {host} | (HERE if host in HERE | EVERYWHERE else set())
    spoken = {f"{name}:{port}" for name in names} | (names if port in (80, 443) else set())
    more = hosting or Hosting()
    spoken |= {*more.names, *(f"{name}:{port}" for name in more.names)}
    return Guard(
        app,
        frozenset(name.lower() for name in spoken),
        token,
        f"{COOKIE}-{port}",
        base=more.base_path,
        limits=ReaderLimits(more.share) if more.share else None,
        headers=headers_for(more.embed_in),
    )


def _fault(status: int, what: str, where: str = "", remedy: str = "", **headers: str) -> Response:
    content = {"what": what, "where": where, "remedy": remedy}
    return JSONResponse(content, status, headers={"Cache-Control": "no-store", **headers})


def _add_faults(app: FastAPI) -> None:
    @app.exception_handler(CobdenError)
    async def refuse(_: Request, fault: CobdenError) -> Response:
        return _fault(422, fault.what, fault.where, fault.remedy)

    @app.exception_handler(RequestValidationError)
    async def explain(_: Request, fault: RequestValidationError) -> Response:
        first = fault.errors()[0]
        where = ".".join(str(part) for part in first["loc"] if part != "body")
        more = len(fault.errors()) - 1
        remedy = f"{more} more to mend." if more else ""
        return _fault(422, f"{first['msg']}.", where[:200], remedy)

    @app.exception_handler(Superseded)
    async def superseded(_: Request, fault: Superseded) -> Response:
        return _fault(409, "a newer question of this tab came.", "", "Wait for its answer.")

    @app.exception_handler(Busy)
    async def busy(_: Request, fault: Busy) -> Response:
        return _fault(503, "too many questions wait.", "", "Ask again.", **{"Retry-After": "1"})

    @app.exception_handler(HTTPException)
    async def missing(_: Request, fault: HTTPException) -> Response:
        return _fault(fault.status_code, f"{fault.detail}.", **dict(fault.headers or {}))


def _add_page(app: FastAPI) -> None:
    @app.get("/", include_in_schema=False)
    async def index(request: Request) -> Response:
        return _sent(request, assets.page().get("index.html"))

    @app.get("/page/{name}", include_in_schema=False)
    async def file(request: Request, name: str) -> Response:
        return _sent(request, assets.page().get(name))

    @app.get("/vega.js", include_in_schema=False)
    async def vega(request: Request) -> Response:
        return _sent(request, assets.vega())

    @app.get("/favicon.ico", include_in_schema=False)
    async def icon(request: Request) -> Response:
        return _sent(request, assets.page().get("icon.svg"))


def _sent(request: Request, asset: Asset | None) -> Response:
    """Return a file, or that it has not changed; squeezed where the browser takes that."""
    if asset is None:
        raise HTTPException(404, "there is no such file")
    headers = {"ETag": asset.tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == asset.tag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(asset.squeezed, media_type=asset.kind, headers=headers)
    return Response(asset.body, media_type=asset.kind, headers=headers)


def _json(value: BaseModel) -> Response:
    return Response(
        value.model_dump_json(),
        media_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


def _add_case(app: FastAPI, bench: Bench) -> None:
    @app.get("/api/case", response_model=CaseInfo)
    def case() -> Response:
        """Return all that a page needs to draw its controls."""
        return _json(info.case_info(bench))

    @app.get("/api/law", response_model=LawStanding)
    def law(scenario: Annotated[LawQuery, Query()]) -> Response:
        """Return where the law's levers stand on a day, or in a state of the case."""
        return _json(info.standing(bench, Scenario(on=scenario.on, state=scenario.state)))


def _add_law(app: FastAPI, bench: Bench, desk: SolveQueue) -> None:
    averages = RecentlyUsed[AverageDuties](1)

    @app.get("/api/averages", response_model=AverageDuties)
    def duties() -> Response:
        """Return the mean duties between home and counterpart, by day."""
        return _json(averages.get("averages", lambda: average_duties(bench)))

    @app.get("/api/products", response_model=FoundProducts)
    def products(words: Annotated[str, Query(max_length=80)]) -> Response:
        """Return the HS products that some words mean."""
        found = [FoundProduct(code=code, name=name) for code, name in find_products(words)]
        return _json(FoundProducts(products=found))

    @app.post("/api/rate", response_model=dict[str, Any])
    async def rate(question: RateQuestion, x_tab: Tab = None) -> Response:
        """Return the duty on a product under a scenario's law, layer by layer."""

        def work() -> Response:
            found = rate_of(
                bench.pose(
                    Scenario.model_validate(
                        question.model_dump(exclude={"importer", "exporter", "product"})
                    )
                ),
                question,
            )
            return JSONResponse(found, headers={"Cache-Control": "no-store"})

        return await desk.ask(f"{x_tab or uuid4().hex} rate", work)


def _add_streams(app: FastAPI, heavy: Heavy) -> None:
    @app.post("/api/stream/{what}", response_class=StreamingResponse, responses=STREAMED)
    async def stream(what: What, scenario: Scenario, x_tab: Tab = None) -> Response:
        """Return a heavier answer as a stream of events; closing it stops the work."""
        heavy.bench.start(scenario)  # a fault of the scenario's own is a plain refusal
        heavy.check_room()
        return _streamed(heavy.events(what, scenario, x_tab or uuid4().hex))


def _streamed(events: AsyncIterator[bytes]) -> Response:
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


def _add_exports(app: FastAPI, bench: Bench, heavy: Heavy) -> None:
    @app.post(
        "/api/export/table.parquet",
        response_class=Response,
        responses={200: {"content": {PARQUET: {}}, "description": "a table as Parquet"}},
    )
    async def sheet(sheet: Sheet, x_tab: Tab = None) -> Response:
        """Return a table of the page as Parquet."""
        made = await heavy.ask(x_tab or uuid4().hex, "table", lambda: sheet_parquet(sheet))
        return _download(made, PARQUET, f"{sheet.name}.parquet")

    @app.post(
        "/api/export/{kind}",
        response_class=Response,
        responses={200: {"content": {"application/zip": {}, "text/html": {}},
                         "description": "the scenario, to take away"}},
    )  # fmt: skip
    async def export(kind: Kind, scenario: Scenario, x_tab: Tab = None) -> Response:
        """Return a scenario as tables, as its brief, or as a case that `cobden run` accepts."""

        def work() -> bytes:
            posed = bench.pose(scenario)
            if kind == "brief.html":
                return brief_html(bench, posed)
            if kind == "case.zip":
                return case_zip(bench, posed)
            return tables_zip(bench, posed, kind.removesuffix(".zip"))

        made = await heavy.ask(x_tab or uuid4().hex, "export", work)
        medium = "text/html; charset=utf-8" if kind == "brief.html" else "application/zip"
        return _download(
            made, medium, f"{bench.case.name}-{bench.pose(scenario).digest[:6]}-{kind}"
        )


def _add_written_page(app: FastAPI, heavy: Heavy) -> None:
    bench, name = heavy.bench, f"{heavy.bench.case.name}-page.html"

    @app.post("/api/stream/page", response_class=StreamingResponse, responses=STREAMED)
    async def told(question: PageQuestion, x_tab: Tab = None) -> Response:
        """Return a page without a server as a stream of events; closing it stops the work."""
        kept = _kept(bench, question)
        heavy.check_room()

        def write(told: Told) -> WrittenPage:
            return WrittenPage(name=name, page=written_page(bench, kept, told))

        return _streamed(heavy.page(write, x_tab or uuid4().hex))

    @app.post(
        "/api/export/page.html",
        response_class=Response,
        responses={200: {"content": {"text/html": {}}, "description": "a page without a server"}},
    )
    async def page(question: PageQuestion, x_tab: Tab = None) -> Response:
        """Return a page that works without a server, with the scenarios that a reader keeps."""
        kept = _kept(bench, question)

        def work() -> bytes:
            return written_page(bench, kept, lambda *_: None).encode()

        made = await heavy.ask(x_tab or uuid4().hex, "export", work)
        return _download(made, "text/html; charset=utf-8", name)


def _kept(bench: Bench, question: PageQuestion) -> dict[str, Scenario]:
    """Return what a page is to hold by name: what the reader keeps, and what is on the table."""
    now = Scenario.model_validate(question.model_dump(exclude={"kept"}))
    kept = {one.name: one.scenario for one in question.kept}
    if now != Scenario():
        kept.setdefault(spoken(bench, bench.pose(now)), now)
    return kept


def _download(body: bytes, medium: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=medium, headers=headers)


def _add_state(app: FastAPI, bench: Bench) -> None:
    @app.get("/health", include_in_schema=False)
    def health() -> Response:
        return JSONResponse({"status": "ok", "case": bench.case.name, "version": app.version})

    @app.get("/metrics", include_in_schema=False)
    def figures() -> Response:
        return Response(app.state.metrics.text(), media_type=CONTENT_TYPE_LATEST)


def _add_answer(app: FastAPI, bench: Bench, desk: SolveQueue, cache: AnswerCache) -> None:
    def found(key: str) -> bytes | None:
        body = cache.get(key)
        app.state.metrics.looked("answer", found=body is not None)
        return body

    @app.post("/api/answer", response_model=ScenarioAnswer)
    async def ask(question: ScenarioQuestion, x_tab: Tab = None) -> Response:
        """Return the world's answer to a scenario."""
        key = key_of("answer", question)
        body = found(key)
        if body is None:

            def work() -> bytes:
                made = cache.get(key)  # another reader may have asked the same meanwhile
                if made is None:
                    made = answer(bench, bench.pose(question), question.show)
                    made = made.model_dump_json().encode()
                    cache.put(key, made)
                return made

            body = await desk.ask(x_tab or uuid4().hex, work)
        return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})

    @app.post("/api/basis/{figure}", response_model=FigureBasis)
    async def rests(
        figure: Annotated[str, PathOf(max_length=120)], scenario: Scenario, x_tab: Tab = None
    ) -> Response:
        """Return what a figure rests on, such as welfare:JPN or balance:JPN:USA:goods."""

        def work() -> Response:
            return _json(basis(bench, bench.pose(scenario), figure))

        return await desk.ask(f"{x_tab or uuid4().hex} basis", work)
