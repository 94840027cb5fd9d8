"""The brief's charts as Altair charts: shown in a notebook, changed, and saved as SVG or PNG.

They are those of the page, with its colours written out for a light or a dark ground, and each says
above it what it shows, of which state, in which unit and from what source.
"""

import json
from typing import Any, Literal

import altair as alt

from cobden.base.errors import InputError, unknown
from cobden.report import chart_style
from cobden.report.brief import Brief
from cobden.report.brief_page import drawings
from cobden.report.pictures import coloured, said


class BriefCharts:
    """The charts of a brief, each an Altair chart of its own.

    >>> import cobden as cb
    >>> study = cb.run('japan-us-2025', variants=False)
    >>> study.charts.real_income().to_dict()['title']['text']
    'Who gains and who loses real income'
    """

    def __init__(self, brief: Brief) -> None:
        """Remember the brief; nothing is drawn yet."""
        self._brief = brief

    def real_income(self, theme: Literal["light", "dark"] = "light") -> alt.TopLevelMixin:
        """Return the change of real income of the parties and of those who are moved most."""
        return self._of("welfare", theme)

    def world(self, theme: Literal["light", "dark"] = "light") -> alt.TopLevelMixin:
        """Return the map of real income."""
        return self._of("world", theme)

    def sectors(self, theme: Literal["light", "dark"] = "light") -> alt.TopLevelMixin:
        """Return the output of the home's sectors in every state."""
        return self._of("sectors", theme)

    def flows(self, theme: Literal["light", "dark"] = "light") -> alt.TopLevelMixin:
        """Return who sells how much more or less to whom."""
        return self._of("flows", theme)

    def market(
        self, importer: str, sector: str, theme: Literal["light", "dark"] = "light"
    ) -> alt.TopLevelMixin:
        """Return the shares of a market, one of those that the case's brief shows."""
        return self._of(f"market {importer} {sector}", theme)

    def ranges(self, theme: Literal["light", "dark"] = "light") -> alt.TopLevelMixin:
        """Return every variant of elasticities and deficits."""
        return self._of("ranges", theme)

    def jobs_by_place(self, theme: Literal["light", "dark"] = "light") -> alt.TopLevelMixin:
        """Return the map of jobs by state."""
        return self._of("places", theme)

    def commodities(self, theme: Literal["light", "dark"] = "light") -> alt.TopLevelMixin:
        """Return what each side has gained or lost by its minerals and gas, month by month."""
        return self._of("commodities", theme)

    def years(self, theme: Literal["light", "dark"] = "light") -> alt.TopLevelMixin:
        """Return the outcomes year by year, where the study has years."""
        return self._of("years", theme)

    def _of(self, name: str, theme: str) -> alt.TopLevelMixin:
        """Return a chart by its name in the brief; raise ``InputError`` if the brief lacks it."""
        if theme not in ("light", "dark"):
            raise unknown("theme", theme, ("light", "dark"), where="charts")
        chart = next((chart for found, chart in drawings(self._brief) if found == name), None)
        if chart is None:
            raise InputError(
                f"this brief has no chart of {name}.",
                where="charts",
                remedy="Ask the study for it first: variants, years (with_years) or draws; a "
                "market is one of the case's brief.",
            )
        title, about = said(self._brief, name)
        spec: dict[str, Any] = chart_style.spec_of(chart)
        spec["title"] = {
            "text": title, "subtitle": about, "anchor": "start", "fontSize": 15,
            "subtitleColor": chart_style.SOFT, "color": chart_style.INK,
        }  # fmt: skip
        spec["config"] = {**spec["config"], "background": chart_style.PAPER}
        return alt.Chart.from_json(coloured(json.dumps(spec), theme))
