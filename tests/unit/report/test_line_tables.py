"""The brief's section on products: which lines it shows, and how they are set."""

import math

import pandas as pd

from cobden.report.line_tables import MOST, pairs, product_rows


def lines(count: int = 3) -> pd.DataFrame:
    rows = [
        ("870323", "C29", 13.5, 7.4, -6.1, 2.5, 27.5, 20.7, -22.9, "AGO", 0.0),
        ("850760", "C27", 1.0, 1.4, 0.4, math.nan, math.nan, -1.0, 0.3, "MEX", 0.2),
        ("870899", "C29", 1.0, 1.0001, 0.0001, 2.5, 2.5, 0.0, 0.0, "MEX", 0.0),
    ]
    rows += [("870380", "C29", 1.0, 0.9, -0.1, 2.5, 2.5, 0.0, 0.0, "MEX", 0.0)] * (count - 3)
    names = ("code", "sector", "before", "after", "change", "tariff_before", "tariff_after",
             "price", "diverted", "gainer", "gain")  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def test_lines_that_hardly_move_are_left_out_and_there_are_not_too_many():
    rows = product_rows("USA", "JPN", lines())
    assert [row.code for row in rows] == ["870323", "850760"]
    assert len(product_rows("USA", "JPN", lines(MOST + 50))) == MOST


def test_sectors_stand_by_what_moves_and_hold_their_lines():
    rows = product_rows("USA", "JPN", lines()) + product_rows("USA", "CHN", lines().iloc[1:2])
    japan, china = pairs(rows)
    assert (japan.title, china.title) == ("United States from Japan", "United States from China")
    cars, electrical = japan.sectors
    assert (cars.title, cars.before, cars.after) == ("Motor vehicles and parts", "13.50", "7.40")
    assert cars.rows == (
        (
            "8703.23",
            "13.500",
            "7.400",
            "−6.100",
            "2.5 to 27.5",
            "+20.7%",
            "−22.900",
            "–",
            "Motor cars and other motor vehicles",
        ),
    )
    assert japan.first == (*cars.rows, *electrical.rows)  # what moves most of all, seen at once
    assert electrical.rows[0][4] == "– to –"  # nothing was bought before: no rate
    assert electrical.rows[0][7] == "Mexico"
    assert electrical.rows[0][8] == "Lithium-ion batteries"
