"""What governments do or promise: dated, sourced, under a legal authority."""

from cobden.measures.border_charges import BorderCarbonCharge, Safeguard
from cobden.measures.enactment import Enacted
from cobden.measures.history import history, rate_on
from cobden.measures.instrument import Instrument
from cobden.measures.instrument_file import Written, WrittenTariff, read_instruments
from cobden.measures.law import Law
from cobden.measures.measure import Measure, Suspension, Tariff
from cobden.measures.policy import Policy
from cobden.measures.quantities import (
    ExportControl,
    ImportHalt,
    PurchaseCommitment,
    Quota,
    TariffRateQuota,
)
from cobden.measures.rate import Rate
from cobden.measures.relief import (
    BalanceTarget,
    Investment,
    Stoppage,
    Subsidy,
    TradeCost,
    Transfer,
)
from cobden.measures.undertakings import Company, CompanyRates, MinimumPrice

__all__ = [
    "BalanceTarget", "BorderCarbonCharge", "Company", "CompanyRates", "Enacted", "ExportControl",
    "ImportHalt", "Instrument", "Investment", "Law", "Measure", "MinimumPrice", "Policy",
    "PurchaseCommitment", "Quota", "Rate", "Safeguard", "Stoppage", "Subsidy", "Suspension",
    "Tariff", "TariffRateQuota", "TradeCost", "Transfer", "Written", "WrittenTariff", "history",
    "rate_on", "read_instruments",
]  # fmt: skip
