"""The columns of the tables of trade by product that publishers offer, by which they are known."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Layout:
    """A publisher's columns: which of them holds what, in which unit, and which rows are totals.

    ``columns`` maps what a table needs (code, origin, value; importer, year, duty, quantity,
    edition) to the publisher's headers, in lower case; ``unit`` US dollars per unit of value (None:
    the file is in another money); ``only`` gives, by header, the values that rows must have.
    """

    name: str
    columns: dict[str, tuple[str, ...]]
    unit: float | None = 1.0
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()


LAYOUTS = (
    Layout(
        "BACI (CEPII)",
        {"year": ("t",), "origin": ("i",), "importer": ("j",), "code": ("k",), "value": ("v",),
         "quantity": ("q",)},
        unit=1000.0,
    ),
    Layout(
        "UN Comtrade",
        {"year": ("refyear", "year", "period"),
         "importer": ("reporteriso", "reporter iso", "reportercode"),
         "origin": ("partneriso", "partner iso", "partnercode"),
         "code": ("cmdcode", "commodity code"),
         "value": ("primaryvalue", "trade value (us$)"),
         "quantity": ("netwgt", "netweight (kg)"),
         "edition": ("classificationcode", "classification")},
        only=(
            ("flowcode", ("m",)), ("trade flow", ("import", "imports")), ("motcode", ("0",)),
            ("customscode", ("c00",)), ("partner2code", ("0",)),
        ),
    ),
    Layout(
        "Eurostat Comext",
        {"year": ("period",), "importer": ("declarant_iso", "declarant", "reporter"),
         "origin": ("partner_iso", "partner"), "code": ("product_nc", "product"),
         "value": ("value_in_euros", "value_eur"), "quantity": ("quantity_in_kg",)},
        unit=None,
        only=(("flow", ("1", "import", "imports")),),
    ),
    Layout(
        "US Census Bureau",
        {"origin": ("cty_code", "country"), "code": ("i_commodity", "hs"),
         "value": ("con_val_yr", "gen_val_yr"), "duty": ("cal_dut_yr",), "year": ("year",)},
    ),
    Layout(
        "a plain table",
        {"importer": ("importer",), "year": ("year",), "origin": ("origin", "exporter"),
         "code": ("code", "hs6", "product"), "value": ("value", "value_usd"),
         "duty": ("duty", "duty_usd"), "quantity": ("quantity",)},
    ),
)  # fmt: skip
