"""Workbooks to read: edited as people edit them, and made to do harm."""

from collections.abc import Callable, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_PART = "xl/worksheets/sheet1.xml"
CELL = '<row r="{n}"><c r="A{n}"><v>1</v></c></row>'


def edited(data: bytes, edit: Callable[[Worksheet], object]) -> bytes:
    """The workbook with its first sheet edited."""
    book = load_workbook(BytesIO(data))
    edit(book.worksheets[0])
    return saved(book)


def saved(book: object) -> bytes:
    """A workbook's bytes."""
    file = BytesIO()
    book.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a workbook by their names."""
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, str | bytes], method: int = ZIP_DEFLATED) -> bytes:
    """A workbook of these parts."""
    file = BytesIO()
    with ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def xlsx(rows: str, **more: bytes) -> bytes:
    """The smallest xlsx with these rows in its only sheet."""
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
            "_rels/.rels": _relation("officeDocument", "xl/workbook.xml"),
            "xl/_rels/workbook.xml.rels": _relation("worksheet", "worksheets/sheet1.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
            SHEET_PART: sheet,
            **more,
        }
    )


def _relation(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{RELATIONS}/{kind}" Target="{target}"/></Relationships>'
    )


def ods(rows: str) -> bytes:
    """The smallest ods with these rows in its only sheet."""
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    spaces = " ".join(f'xmlns:{name}="{OFFICE}:{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="S">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{OFFICE}:manifest:1.0"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    parts = {"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content}
    return zipped(parts, ZIP_STORED)


def ods_row(*cells: str, more: str = "", repeated: int = 1) -> str:
    """A row of texts; a cell that begins with "20" is a date."""
    drawn = "".join(_ods_cell(cell) for cell in cells)
    times = f' table:number-rows-repeated="{repeated}"' if repeated > 1 else ""
    return f"<table:table-row{times}>{drawn}{more}</table:table-row>"


def _ods_cell(text: str) -> str:
    if not text:
        return "<table:table-cell/>"
    if text.startswith("20"):
        return f'<table:table-cell office:value-type="date" office:date-value="{text}"/>'
    return (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )


def a_million_rows() -> bytes:
    """A sheet of a million rows, with something beside it that doesn't shrink."""
    rows = CELL.format(n=1) * 1_000_000
    noise = bytes((n * n * 7 + (n >> 8) * 13 + (n >> 16)) & 0xFF for n in range(1_000_000))
    return xlsx(rows, **{"xl/media/image1.png": noise})


def with_sizes_that_lie() -> bytes:
    """A sheet that says it is small in the archive's directory, and is not."""
    data = bytearray(xlsx(CELL.format(n=1) * 500_000))
    size = len(f'<worksheet xmlns="{MAIN}"><sheetData></sheetData></worksheet>')
    size += len(CELL.format(n=1)) * 500_000
    return bytes(data.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little")))
