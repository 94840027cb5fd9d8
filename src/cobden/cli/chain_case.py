"""``cobden chain case``: what controls cost and offers buy, by the chains that a case asks."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cobden.cli.options import Dark, Pictures, Seed
from cobden.cli.screen import house_table, say, tell, terminal

if TYPE_CHECKING:
    from cobden.study.commodity_questions import CommodityAnswer


def case(
    name: Annotated[str, typer.Argument(help="A case that ships with Cobden, or a folder.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the answers as JSON.")] = False,
    charts: Pictures = None,
    dark: Dark = False,
    save: Annotated[
        bool, typer.Option(help="Solve anew and keep the answers beside the case for its brief.")
    ] = False,
    draws: Annotated[
        int, typer.Option(help="Draws over what nobody states, for ranges; some seconds each.")
    ] = 0,
    seed: Seed = 0,
) -> None:
    """Answer what a case asks of the chains: what controls cost, what offers buy, and when.

    Kept answers are shown while questions and tables are the same; else the chains are solved.
    Draws are stored as they are made; stopped at any moment, the same command goes on from there.
    """
    from cobden.study.commodity_questions import answers
    from cobden.study.saved_answers import keep, kept

    found = () if save or draws else kept(name).answers
    if not found:
        found = answers(name)
        if draws:
            found = _with_ranges(found, name, draws, seed)
        if save:
            say(f"Kept: {keep(name, found)}", stderr=True)
    if charts is not None:
        from cobden.report import render
        from cobden.report.chain_charts import running_totals

        for number, answer in enumerate(found, start=1):
            chart = running_totals(
                answer.question.title, answer.change, answer.ranges,
                theme="dark" if dark else "light",
            )  # fmt: skip
            render.save(chart, charts / f"question-{number}.png")
    if as_json:
        tell([_plain(answer) for answer in found])
        return
    for answer in found:
        _show_answer(answer)


def _with_ranges(
    answers: "tuple[CommodityAnswer, ...]", case: str, draws: int, seed: int
) -> "tuple[CommodityAnswer, ...]":
    from cobden.cli.progress import progress
    from cobden.draws import Progress as Made
    from cobden.study.chain_draws import with_ranges

    with progress() as told:

        def drawn(chain: str, at: Made) -> None:
            what = f"{chain}: draw {at.done:,} of {at.total:,}, {at.failed:,} without an answer"
            told(what, at.done, at.total)

        store = Path("output") / Path(case).name / "chain-draws"
        return with_ranges(answers, draws=draws, seed=seed, store=store, progress=drawn)


def _plain(answer: "CommodityAnswer") -> dict[str, Any]:
    ranges = None if answer.ranges is None else answer.ranges.to_dict()
    return {"title": answer.question.title, **answer.change.to_dict(), "ranges": ranges}


def _show_answer(answer: "CommodityAnswer") -> None:

    question = answer.question
    compared = f"{question.scenario}, beside {question.against}"
    screen, use = terminal(), answer.change.sel(part="use and supply")
    size: Any = abs(answer.change).max(("part", "period")).to_series()
    shown = [str(name) for name in size[size > 1].sort_values(ascending=False).index[:6]]
    if not shown:
        screen.print(
            f"[bold]{question.title}[/] ({compared}): nobody gains or loses a million USD."
        )
        return
    table = house_table(
        "from", title=f"{question.title}\n{question.chain}: {compared}; million USD"
    )
    for economy in shown:
        table.add_column(economy, justify="right")
    for period in use.period.values:
        row = use.sel(period=period, economy=shown).values
        if abs(row).max() > 0.5:
            table.add_row(str(period), *(f"{value:,.0f}" for value in row + 0.0))
    table.add_section()
    for part in answer.change.part.values:
        whole = answer.change.sel(part=part, economy=shown).sum("period").values
        table.add_row(f"all, {part}", *(f"{value:,.0f}" for value in whole + 0.0))
    if answer.ranges is not None:
        last = answer.ranges.total.isel(period=-1).sel(economy=shown)
        for at in (0.05, 0.95):
            values = last.sel(at=at).values + 0.0
            table.add_row(f"{at:.0%} of draws below", *(f"{value:,.0f}" for value in values))
    screen.print(table)
