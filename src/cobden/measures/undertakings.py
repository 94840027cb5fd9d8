"""Instruments on the makers of a good: rates by company, and a price below which none may sell.

Anti-dumping and countervailing duties differ by exporter, and end as often in an undertaking to
raise prices as in a duty.
"""

from dataclasses import replace
from typing import Self

from pydantic import Field, model_validator

from cobden.base.sources import Text, Value
from cobden.base.targets import Line, Target
from cobden.measures.amounts import check_rate
from cobden.measures.instrument import Change, Instrument, Setting
from cobden.measures.measure import AdValorem, Part


class Company(Value):
    """An exporter of a good: its ``share`` of the good's flow, and the ``rate`` on what it sells.

    >>> from cobden.measures.undertakings import Company
    >>> Company(share=0.2, rate=0.17).rate
    0.17
    """

    share: Part
    rate: AdValorem = Field(gt=-1.0, le=100.0)


class CompanyRates(Instrument):
    """Duties on goods by the company that makes them, on top of every other rate.

    ``companies``: each with its share of these goods' flow; ``rate``: on what all others make. The
    makers of a good are varieties of it: they substitute with ``between`` where the good has an
    ``elasticity`` of its own, else as all of the sector does. A rate above 200% or below -90% needs
    ``confirm``.

    >>> import cobden as cb
    >>> duties = cb.CompanyRates(
    ...     by='DEU', on='CHN', goods='870380', share=0.3, rate=0.353,
    ...     companies={'first': {'share': 0.5, 'rate': 0.17}}, start='2024-10-30',
    ...     authority='a regulation', source='an example'
    ... )
    >>> duties.companies['first'].rate
    0.17
    """

    companies: dict[Text, Company] = Field(min_length=1)
    rate: AdValorem = Field(gt=-1.0, le=100.0)
    confirm: bool = False

    def change(self, setting: Setting) -> Change:
        """Return a line for each company and one for all others, each at its rate."""
        whole, own = self.lines(setting)
        lines: list[Line] = []
        for at, line in enumerate(whole):
            if at not in own:
                lines.append(line)
                continue
            good = line.good or "+".join(self.goods)
            for name, company in self.companies.items():
                share = line.share * company.share
                lines.append(replace(line, share=share, tariff=company.rate, good=good, maker=name))
            rest = line.share * (1 - sum(c.share for c in self.companies.values()))
            if rest > 0:
                lines.append(replace(line, share=rest, tariff=self.rate, good=good))
        return Change(tuple(lines))

    @property
    def accounting(self) -> str:
        """Who gets the duty."""
        return "the duty is the importer's revenue"

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        for rate in (self.rate, *(company.rate for company in self.companies.values())):
            check_rate(rate, self.confirm)
        total = sum(company.share for company in self.companies.values())
        if total > 1:
            raise ValueError(
                f"companies have {total:.4g} of the flow between them; their shares are of these "
                "goods, and together at most 1"
            )
        return self


class MinimumPrice(Instrument):
    """Exporters undertake to charge at least ``rise`` more than they would without it.

    A ``rise`` of 0.2 is a price at customs 20% above that in the equilibrium without targets. What
    lies between it and the cost of making the goods is the exporter's; where other measures raise
    the price as far, the undertaking does not bind.

    >>> import cobden as cb
    >>> floor = cb.MinimumPrice(
    ...     by='DEU', on='CHN', goods='870380', share=0.3, rise=0.2, start='2024-10-30',
    ...     authority='an undertaking', source='an example'
    ... )
    >>> floor.rise
    0.2
    """

    rise: AdValorem = Field(gt=0.0, le=100.0)

    def change(self, setting: Setting) -> Change:
        """Return its lines, with a limit on the price of each."""
        lines, own = self.lines(setting)
        limits = tuple(
            Target(
                self.name if len(own) == 1 else f"{self.name}: {_flow(lines[at])}",
                (at,), "export_tax", 1 + self.rise, measured="price", basis="change",
                sense="at_least", least=0.0, most=1e9,
            )
            for at in own
        )  # fmt: skip
        return Change(lines, limits)

    @property
    def accounting(self) -> str:
        """Who gets the gap."""
        return "the gap between price and cost is the exporter's, inside the customs value"


def _flow(line: Line) -> str:
    return f"{line.sector} from {line.exporter} to {line.importer}"
