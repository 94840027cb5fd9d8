"""Small tables in the forms of WIOD, FIGARO, EXIOBASE and GTAP, made of the OECD's of 2022.

Merged to four economies and to another's industries, the OECD's own table is what a reader must
give back: what it divides it divides as that table does.
"""

import struct
from functools import cache
from pathlib import Path

import numpy as np

from cobden.base.economies import ROW
from cobden.world import embedded

ECONOMIES = ("USA", "CHN", "DEU", ROW)


@cache
def oecd() -> tuple[np.ndarray, np.ndarray, np.ndarray, tuple[str, ...]]:
    """Return inputs [k, seller, q, user], final [k, seller, user], tariffs [k, n, i], sectors."""
    known = embedded.table()
    places = [known.economies.index(code) for code in ECONOMIES[:-1]]
    rest = [n for n in range(len(known.economies)) if n not in places]
    members = [[n] for n in places] + [rest]

    def over(values: np.ndarray, axis: int) -> np.ndarray:
        return np.stack([values.take(at, axis).sum(axis) for at in members], axis)

    flows, final = (over(over(v, 1), 2) for v in (known.intermediate, known.final))
    paid = over(over(known.tariff * (known.intermediate + known.final), 1), 2)
    use = over(known.use, 2)
    share = flows / np.maximum(flows.sum(2, keepdims=True), 1e-30)
    inputs = np.einsum("kqn,kni->kiqn", use, share)
    rates = paid / np.maximum(flows + final, 1e-30)
    rates[:, range(4), range(4)] = 0.0
    return inputs / 1e6, np.moveaxis(final, 1, 2) / 1e6, rates, known.sectors


def merged(groups: list[tuple[str, ...]]) -> tuple[np.ndarray, np.ndarray]:
    """Return inputs and final demand in millions of dollars, sectors added up in ``groups``."""
    inputs, final, _, sectors = oecd()
    part = np.array([[float(k in group) for k in sectors] for group in groups])
    return np.einsum("ck,kiqn,dq->cidn", part, inputs, part), np.einsum("ck,kin->cin", part, final)


def square(values: np.ndarray) -> np.ndarray:
    """Return [code, seller, code, user] as a square, sellers first."""
    count = values.shape[0] * values.shape[1]
    return values.transpose(1, 0, 3, 2).reshape(count, count)


def figaro(path: Path, codes: list[str], groups: list[tuple[str, ...]], euro: float) -> Path:
    """Write a matrix as FIGARO's, in millions of euro, with value added beneath."""
    inputs, final = merged(groups)
    regions = ("US", "CN", "DE", "FIGW1")
    labels = [f"{region}_{code}" for region in regions for code in codes]
    uses = ("P3_S13", "P3_S14", "P3_S15", "P51G", "P5M")
    asked = [f"{region}_{use}" for region in regions for use in uses]
    whole = final.transpose(1, 0, 2).reshape(len(labels), -1)
    cells = np.hstack([square(inputs), np.kron(whole, [0.2, 0.5, 0.05, 0.2, 0.05])]) * euro
    lines = [",".join(["rowLabels", *labels, *asked])]
    lines += [",".join([name, *map(repr, row.tolist())])
              for name, row in zip(labels, cells, strict=True)]  # fmt: skip
    beneath = ("D21X31", "OP_RES", "OP_NRES", "D1", "D29X39", "B2A3G")
    lines += [",".join([f"W2_{name}", *["0.0"] * cells.shape[1]]) for name in beneath]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def oecd_of_2023(path: Path, codes: list[str], groups: list[tuple[str, ...]]) -> Path:
    """Write a table in the form of the OECD's edition of 2023, extended: China in two parts."""
    inputs, final = merged(groups)
    regions, asked = ("USA", "CN1", "DEU", "ROW"), ("USA", "CHN", "DEU", "ROW")
    uses = ("HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR")
    rows = [f"{region}_{code}" for region in regions for code in codes]
    columns = [f"{region}_{use}" for region in asked for use in uses]
    whole = final.transpose(1, 0, 2).reshape(len(rows), -1)
    flows = np.hstack([square(inputs), np.kron(whole, [0.5, 0.05, 0.15, 0.2, 0.05, 0.05])])
    lines = [",".join(["", *rows, *columns, "OUT"])]
    lines += [",".join([name, *map(repr, row.tolist()), repr(float(row.sum()))])
              for name, row in zip(rows, flows, strict=True)]  # fmt: skip
    output = flows.sum(1)
    added = output - square(inputs).sum(0)
    blank = ["0.0"] * (len(columns) + 1)
    for name, figures in (("TLS", 0 * added), ("VA", added), ("OUT", output)):
        lines.append(",".join([name, *map(repr, figures.tolist()), *blank]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def wiod(path: Path, codes: list[str], groups: list[tuple[str, ...]]) -> Path:
    """Write a workbook as WIOD's of 2013."""
    import openpyxl

    inputs, final = merged(groups)
    regions, count = ("USA", "CHN", "DEU", "RoW"), 4 * len(codes)
    marks = [f"c{36 - len(codes) + at}" for at in range(len(codes))]
    cells = np.hstack([square(inputs), final.transpose(1, 0, 2).reshape(count, -1)])
    head = [
        ["", "", "", "", *codes * 4, *["c37"] * 4, "c99"],
        ["", "", "", "", *["a name"] * count, *["consumption"] * 4, "total"],
        ["", "", "", "", *(r for r in regions for _ in codes), *regions, "TOT"],
        ["", "", "", "", *marks * 4, *["c37"] * 4, "c99"],
    ]
    for row, said in zip(head, ("", "", "", ""), strict=True):
        row[0] = said or row[0]
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["World Input-Output Table for 2011"])
    sheet.append(["WIOT"])
    head[0][0], head[1][0] = "(industry-by-industry)", "(millions of US$)"
    for row in head:
        sheet.append(row)
    names = [(code, region, mark) for region in regions for code, mark in
             zip(codes, marks, strict=True)]  # fmt: skip
    for (code, region, mark), row in zip(names, cells.tolist(), strict=True):
        sheet.append([code, "a name", region, mark, *row, sum(row)])
    for at in (60, 61):
        sheet.append(["", "value added", "TOT", f"r{at}", *[0.0] * (count + 5)])
    book.save(path)
    return path


def exiobase(path: Path, names: list[str], groups: list[tuple[str, ...]], euro: float) -> Path:
    """Write a folder as EXIOBASE 3's, in millions of euro, with pymrio."""
    import pandas as pd
    import pymrio

    inputs, final = merged(groups)
    regions = ("US", "CN", "DE", "WA")
    index = pd.MultiIndex.from_product([regions, names], names=["region", "sector"])
    asked = pd.MultiIndex.from_product([regions, ["households"]], names=["region", "category"])
    flat = final.transpose(1, 0, 2).reshape(len(index), -1)
    system = pymrio.IOSystem(
        Z=pd.DataFrame(square(inputs) * euro, index, index),
        Y=pd.DataFrame(flat * euro, index, asked),
        unit=pd.DataFrame("M.EUR", index, ["unit"]),
    )
    system.save_all(str(path))
    return path


def har(path: Path, arrays: dict[str, tuple[np.ndarray, list[tuple[str, list[str]]]]]) -> Path:
    """Write real arrays with named sets as a header-array file; half of them sparse.

    In the form that harpy3 0.3.1, which is another's, reads; what it writes, Cobden reads.
    """

    def record(*parts: bytes) -> bytes:
        body = b"".join(parts)
        size = struct.pack("<i", len(body))
        return size + body + size

    def text(word: str, width: int = 12) -> bytes:
        return word.encode().ljust(width)

    out = b""
    for number, (name, (values, sets)) in enumerate(arrays.items()):
        sparse, axes = number % 2 == 1, len(sets)
        shape = [*values.shape, *[1] * (7 - axes)]
        out += record(text(name, 4))
        out += record(b"    ", b"RESPSE" if sparse else b"REFULL", text("an array", 70),
                      struct.pack("<8i", 7, *shape))  # fmt: skip
        known = dict(sets)
        out += record(
            b"    ", struct.pack("<3i", len(known), -1, axes), text(name),
            struct.pack("<i", -1), *(text(one) for one, _ in sets), b"k" * axes,
            struct.pack(f"<{axes + 1}i", *[0] * (axes + 1)),
        )  # fmt: skip
        for elements in known.values():
            size = len(elements)
            out += record(b"    ", struct.pack("<3i", 1, size, size), *map(text, elements))
        flat = values.flatten(order="F").astype("<f4")
        if sparse:
            at = np.flatnonzero(flat)
            out += record(b"    ", struct.pack("<3i", len(at), 4, 4), text("", 80))
            for left, part in zip((3, 2, 1), np.array_split(at, 3), strict=True):
                out += record(b"    ", struct.pack("<3i", left, len(at), len(part)),
                              (part + 1).astype("<i4").tobytes(), flat[part].tobytes())  # fmt: skip
        else:
            # Blocks are slices of the last axis, each with the first and last place on every axis.
            last = values.shape[-1]
            out += record(b"    ", struct.pack("<2i", 2 * last + 1, 7), struct.pack("<7i", *shape))
            for at in range(last):
                ends = [(1, n) for n in shape]
                ends[axes - 1] = (at + 1, at + 1)
                block = values[..., at].flatten(order="F").astype("<f4")
                left = 2 * (last - at)
                out += record(
                    b"    ", struct.pack("<i", left), struct.pack("<14i", *np.ravel(ends))
                )
                out += record(b"    ", struct.pack("<i", left - 1), block.tobytes())
    path.write_bytes(out)
    return path


def gtap(path: Path, codes: list[str], groups: list[tuple[str, ...]]) -> Path:
    """Write a data base as GTAP's, without margins; imports bear the OECD's tariffs."""
    inputs, final = merged(groups)
    _, _, rates, sectors = oecd()
    first = [sectors.index(group[0]) for group in groups]
    tariff = np.moveaxis(rates[first], 1, 2)  # [k, from, to]
    regions, here = ["usa", "chn", "deu", "xoc"], np.arange(4)
    flow = inputs.sum(2) + final
    flow[:, here, here] = 0.0
    paid = flow * (1 + tariff)
    factor = paid.sum(1) / np.maximum(flow.sum(1), 1e-30)
    own, abroad = inputs.copy(), inputs.copy()
    abroad[:, here, :, here] = 0.0
    own_final = np.stack([final[:, n, n] for n in here], 1)
    foreign = final.copy()
    foreign[:, here, here] = 0.0
    goods, acts, reg = ("COMM", codes), ("ACTS", codes), ("REG", regions)
    nothing = np.zeros_like(own_final)
    trade = [goods, reg, reg]
    har(path, {
        "VXSB": (flow, trade), "VFOB": (flow, trade), "VCIF": (flow, trade), "VMSB": (paid, trade),
        "VDFB": (np.stack([own[:, n, :, n] for n in here], 2), [goods, acts, reg]),
        "VMFB": (abroad.sum(1) * factor[:, None], [goods, acts, reg]),
        "VDPB": (own_final, [goods, reg]), "VMPB": (foreign.sum(1) * factor, [goods, reg]),
        "VDGB": (nothing, [goods, reg]), "VMGB": (nothing, [goods, reg]),
        "VDIB": (nothing, [goods, reg]), "VMIB": (nothing, [goods, reg]),
    })  # fmt: skip
    return path
