"""The point-to-point workbook: a sheet of cables for each network, from end to end, and one of switch ports.

A sheet is put together from columns of ready texts and packed as it is made, so that hundreds of thousands of rows take
about as long as their compression. Long tables go on in a further sheet, because a sheet holds 1,048,576 rows.
"""

import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from designer.fabric.exports.columns import Column, Part, constant, lines

__all__ = ["CABLE_SHEET", "PORT_SHEET", "Leaf", "point_to_point"]

#: Columns of a sheet of cables and of a sheet of ports; those in metres or Gbit/s are numbers.
CABLE_SHEET = (
    "label_a", "rack_a", "device_a", "port_a", "optic_a", "rack_b", "device_b", "port_b", "optic_b", "cable", "stock_m",
    "tray",
)
PORT_SHEET = ("device", "cage", "port", "far_device", "far_port", "far_rack", "speed_gbit_s")
_NUMBERS = frozenset(("stock_m", "speed_gbit_s", "cage"))
#: Rows below the header that one sheet can hold.
_MOST_ROWS = 1_048_575
_CHUNK = 1 << 20
#: The date that the format's own writers give to the parts, so that the same rows give the same bytes.
_DATE = (1980, 1, 1, 0, 0, 0)
#: As quick as the quickest level on such rows, and a sixth smaller.
_FAST = 2
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A sheet: its name, its columns by header, and its rows."""

    name: str
    columns: Mapping[str, Column]
    rows: int

    def split(self) -> Iterator["Leaf"]:
        """The sheet in parts that fit the format."""
        if self.rows <= _MOST_ROWS:
            yield self
            return
        for number, start in enumerate(range(0, self.rows, _MOST_ROWS), 1):
            kept = np.arange(start, min(self.rows, start + _MOST_ROWS))
            columns = {key: tuple(part.at(kept) for part in column) for key, column in self.columns.items()}
            yield Leaf(f"{self.name} {number}", columns, len(kept))


def point_to_point(leaves: Iterator[Leaf]) -> Iterator[bytes]:
    """The workbook of these sheets in chunks; sheets are asked for one after the other."""
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_FAST) as book:
            names = []
            for leaf in (part for whole in leaves for part in whole.split()):
                names.append(leaf.name)
                with book.open(_part(f"xl/worksheets/sheet{len(names)}.xml"), "w", force_zip64=True) as sheet:
                    for chunk in _sheet(leaf):
                        sheet.write(chunk)
            for path, text in _frame(names):
                book.writestr(_part(path), _XML + text)
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _part(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, _DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info._compresslevel = _FAST  # type: ignore[attr-defined]  # a part that brings its own date brings its level too
    return info


def _sheet(leaf: Leaf) -> Iterator[bytes]:
    """One sheet: the header stays in sight and can be filtered by."""
    last = f"{chr(ord('A') + len(leaf.columns) - 1)}{leaf.rows + 1}"
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{_width(key, column)}" customWidth="1"/>'
        for n, (key, column) in enumerate(leaf.columns.items(), 1)
    )
    view = '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>'
    head = "".join(f'<c s="1" t="inlineStr"><is><t>{escape(key)}</t></is></c>' for key in leaf.columns)
    yield (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{view}</sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData><row>{head}</row>"
    ).encode()
    row = [part for key, column in leaf.columns.items() for part in _cells(key, column)]
    yield from lines([constant("<row>"), *row, constant("</row>")], leaf.rows)
    yield f'</sheetData><autoFilter ref="A1:{last}"/></worksheet>'.encode()


def _cells(key: str, column: Column) -> Sequence[Part]:
    """A column as marked-up cells."""
    if len(column) == 1:
        return [column[0].form(_number) if key in _NUMBERS else column[0].formed(escape).form(_text)]
    return [constant('<c t="str"><v>'), *(part.formed(escape) for part in column), constant("</v></c>")]


def _number(text: str) -> str:
    return f"<c><v>{text}</v></c>" if text else "<c/>"


def _text(escaped: str) -> str:
    return f'<c t="str"><v>{escaped}</v></c>' if escaped else "<c/>"


def _width(key: str, column: Column) -> int:
    """Room for the longest text of a column, within reason."""
    return 2 + max(len(key), min(40, sum(max(map(len, part.texts), default=0) for part in column)))


def _frame(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The parts of the workbook around its sheets."""
    numbers = range(1, len(names) + 1)
    sheets = "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1))
    yield "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{sheets}</sheets></workbook>'
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    links += f'<Relationship Id="rId{len(names) + 1}" Type="{_DOCUMENT}/styles" Target="styles.xml"/>'
    yield "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'
    yield "xl/styles.xml", (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/>'
        '<xf fontId="1" xfId="0" applyFont="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
    root = f'<Relationship Id="rId1" Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/>'
    yield "_rels/.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{root}</Relationships>'
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in numbers
    )
    yield "[Content_Types].xml", (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{parts}</Types>'
    )
