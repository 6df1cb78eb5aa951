"""Jobs files: CSV, JSON Lines or plain text, read line by line, every mistake with its line number.

A row has a prompt and may have a name (for its folder; `id` and `out` mean the same), a category
(for the gallery) and any field of `request.Request`. Pictures and sheets are looked for beside the jobs
file, then in the working folder. What pandas and spreadsheets add is passed over: the index, columns without
a name, and the `.0` of whole numbers.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import ModelsheetError
from ..generation import find_spec
from ..options import Text
from ..request import NEEDS, Request, parse
from ..request import options as request_options
from ..routes import find_route

MOST_JOBS = 100_000  # they are held in memory
_MOST_LINES = 10 * MOST_JOBS  # a cell may span lines, and lines may be empty
_LONGEST_LINE = 1 << 20  # bytes
_LONGEST_CELL = 1000  # characters, of all but the prompt
_NAMES = ("name", "id", "out")
_PATHS = ("image", "images", "sheet", "mesh", "generator", "picture")  # may hold any space
_TEXTS = ("prompt", "name", "category", *_PATHS)
_INDEX = re.compile(r"index|unnamed:_\d+")  # as pandas calls the column that counts the rows
_OPTIONS = ("do", *(each.name for each in request_options()))
_COLUMNS = ("prompt", "name", "category", *_OPTIONS)
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)  # on Windows
_PASSED_OVER = "-"


@dataclass(frozen=True)
class Row:
    """One job of the file. `name` is safe as a folder's name; None when the row gives none."""

    line: int
    request: Request
    name: str | None = None
    category: str = ""


def read_jobs(path: str | Path, defaults: Mapping[str, Any] | None = None) -> list[Row]:
    """The rows of a file; options that a row leaves out are taken from `defaults`.

    Raises ModelsheetError, naming the line, for the first thing that can't be used.
    """
    path = Path(path)
    rows: list[Row] = []
    taken: dict[str, int] = {}
    generators: set[str] = set()
    lines = _Lines(path)
    try:
        for line, cells in _read(lines):
            if len(rows) == MOST_JOBS:
                raise ModelsheetError(f"more than {MOST_JOBS:,} jobs: split the file")
            row = _row(line, _found(cells, path.parent), defaults or {})
            generator = find_route(row.request).generator
            if generator not in generators:
                find_spec(generator)
                generators.add(generator)
            if row.name:
                first = taken.setdefault(row.name.casefold(), line)
                if first != line:
                    raise ModelsheetError(f"the name {row.name!r} is that of line {first}: give it another")
            rows.append(row)
    except ModelsheetError as error:
        raise ModelsheetError(f"{path}, line {lines.start}: {error}") from error
    if not rows:
        raise ModelsheetError(f"{path} holds no jobs: write a prompt on each line")
    return rows


class _Lines:
    """The lines of a text file, one in memory at a time.

    `start` is the number, from 1, of the line where the row that is being read begins.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise ModelsheetError(f"{path} is missing: give a CSV, JSON Lines or text file of jobs")
        self.path = path
        self.start = 1
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        with self.path.open("rb") as file:
            while line := file.readline(_LONGEST_LINE + 1):
                self.number += 1
                if self.number > _MOST_LINES:
                    raise ModelsheetError(f"more than {_MOST_LINES:,} lines: split the file")
                yield self._decode(line)

    def begin_row(self) -> None:
        """What the next line holds is a new row."""
        self.start = self.number + 1

    def _decode(self, line: bytes) -> str:
        if self.number == 1 and line.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise ModelsheetError("the text is UTF-16: save the file as UTF-8")
        if b"\0" in line:
            raise ModelsheetError("this is not text: give a CSV, JSON Lines or text file of jobs")
        if len(line) > _LONGEST_LINE:
            raise ModelsheetError(
                f"the line is longer than {_LONGEST_LINE:,} bytes: write a row on each line"
            )
        if b"\r" in line.rstrip(b"\r\n"):
            raise ModelsheetError(
                "a line ends with a lone carriage return: save the file with usual line ends"
            )
        try:
            return line.decode("utf-8-sig" if self.number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise ModelsheetError("the text is not valid UTF-8: save the file as UTF-8") from error


def _read(lines: _Lines) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells of each row, by what the file's name ends with."""
    suffix = lines.path.suffix.lower()
    if suffix in (".csv", ".tsv"):
        return _read_csv(lines)
    if suffix in (".jsonl", ".ndjson", ".json"):
        return _read_json(lines)
    return _read_lines(lines, _prompt_cell)


def _read_lines(
    lines: _Lines, cells: Callable[[str], dict[str, str]], source: Iterable[str] | None = None
) -> Iterator[tuple[int, dict[str, str]]]:
    for line in lines if source is None else source:
        if line.strip():
            yield lines.start, cells(line)
        lines.begin_row()


def _prompt_cell(line: str) -> dict[str, str]:
    return {"prompt": line}


def _read_json(lines: _Lines) -> Iterator[tuple[int, dict[str, str]]]:
    """An object on each line, or objects over several lines, perhaps in a list."""
    source = iter(lines)
    first = next((line for line in source if line.strip()), "")
    lines.start = max(lines.number, 1)
    if first.lstrip()[:1] != "[" and first.strip() != "{":
        yield lines.start, _json_cells(first)
        lines.begin_row()
        yield from _read_lines(lines, _json_cells, source)
        return
    text, place, line = first + "".join(source), 0, lines.start
    listed = first.lstrip()[:1] == "["
    if listed:
        place = text.index("[") + 1
    while gap := _GAP.match(text, place):
        line += text.count("\n", place, gap.end())
        place, lines.start = gap.end(), line
        if listed and text[place : place + 1] == "]":
            place, listed = place + 1, False
            continue
        if not listed and place == len(text):
            return
        try:
            pairs, stop = _DECODER.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            raise _no_json(error) from error
        yield line, _pair_cells(pairs)
        line += text.count("\n", place, stop)
        place = stop


def _no_json(error: Exception) -> ModelsheetError:
    return ModelsheetError(f"this is not JSON ({getattr(error, 'msg', 'too deep or too long')})")


def _json_cells(line: str) -> dict[str, str]:
    try:
        return _pair_cells(json.loads(line, object_pairs_hook=_Pairs))
    except ModelsheetError:
        raise
    except (ValueError, RecursionError) as error:
        raise _no_json(error) from error


def _pair_cells(pairs: Any) -> dict[str, str]:
    if not isinstance(pairs, _Pairs):
        raise ModelsheetError('this is no JSON object: write {"prompt": "a wooden barrel", "seed": 7}')
    names = _columns([name for name, _ in pairs])
    return {
        name: _cell(name, value) for name, (_, value) in zip(names, pairs, strict=True) if name in _COLUMNS
    }


class _Pairs(list):
    """A JSON object as it is written, doubled names included."""


_DECODER = json.JSONDecoder(object_pairs_hook=_Pairs)
_GAP = re.compile(r"[\s,]*")


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (str, int, float)):
        return str(value)
    raise ModelsheetError(f"{name} is neither a text nor a number")


def _read_csv(lines: _Lines) -> Iterator[tuple[int, dict[str, str]]]:
    source = iter(lines)
    first = next(source, "")
    delimiter = next((mark for mark in "\t;" if mark in first and "," not in first), ",")

    def content() -> Iterator[str]:
        yield first
        yield from source

    reader = csv.reader(content() if first else (), delimiter=delimiter, strict=True)
    columns: list[str] | None = None
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise ModelsheetError(f"this is not CSV ({error}): is a quotation mark never closed?") from error
        if cells is None:
            return
        if columns is None:
            columns = _columns(cells)
            if "prompt" not in columns:
                raise ModelsheetError("no column is called prompt: the first line names the columns")
        elif any(cell.strip() for cell in cells):
            yield lines.start, _named(columns, cells)
        lines.begin_row()


def _named(columns: list[str], cells: list[str]) -> dict[str, str]:
    """The cells by column. Those without one are empty, or count the rows."""
    wide = [*cells, *[""] * (len(columns) - len(cells))] if not any(columns[len(cells) :]) else cells
    if len(wide) < len(columns) or any(cell.strip() for cell in wide[len(columns) :]):
        raise ModelsheetError(f"{len(cells)} cells, but {len(columns)} columns: quote what holds commas")
    for i, (column, cell) in enumerate(zip(columns, wide, strict=False)):
        if not column and cell.strip() and not (i == 0 and re.fullmatch(r"\d+", cell.strip())):
            raise ModelsheetError(f"{_short(cell)} stands in column {i + 1}, which has no name: give it one")
    return {column: cell for column, cell in zip(columns, wide, strict=False) if column in _COLUMNS}


def _columns(names: list[str]) -> list[str]:
    """The names as the program calls them; empty, or _PASSED_OVER, for what is no column of a job.

    Raises ModelsheetError for one that is unknown or there twice.
    """
    columns = ["name" if name in _NAMES else name for name in map(_column, names)]
    columns = [_PASSED_OVER if _INDEX.fullmatch(column) else column for column in columns]
    for i, column in enumerate(columns):
        if column in ("", _PASSED_OVER):
            continue
        if column not in _COLUMNS:
            raise ModelsheetError(f"unknown column {_short(names[i])}: choose from {', '.join(_COLUMNS)}")
        if column in columns[:i]:
            raise ModelsheetError(f"the column {column} is there twice")
    return columns


def _column(name: str) -> str:
    return name.strip().lower().replace("-", "_").replace(" ", "_")


def _found(cells: dict[str, str], folder: Path) -> dict[str, str]:
    """With the files that it names found, and without what pandas adds. Raises ModelsheetError."""
    found = dict(cells)
    for column, cell in cells.items():
        cell = cell.strip()
        if column in ("image", "sheet", "mesh") and cell and "\0" not in cell and len(cell) <= _LONGEST_CELL:
            found[column] = str(_path(column, cell, folder))
        elif column == "images":
            parts = (part.partition("=") for part in cell.split(",") if part.strip())
            found[column] = ",".join(f"{v}={_path(column, path.strip(), folder)}" for v, _, path in parts)
        elif column == "generator" and (folder / cell / "model_index.json").is_file():
            found[column] = str((folder / cell).absolute())
        elif column not in _TEXTS:
            found[column] = re.sub(r"^([+-]?\d+)\.0*$", r"\1", cell)
    return found


def _path(column: str, cell: str, folder: Path) -> Path:
    """The picture, the mesh or the sheet's folder, beside the jobs file or in the working folder."""
    for spelled in dict.fromkeys((cell, cell.replace("\\", "/"))):
        for path in (folder / spelled, Path(spelled)):
            if path.is_dir() if column == "sheet" else path.is_file():
                return path.absolute()
    raise ModelsheetError(
        f"{column}: {cell} is missing beside the jobs file: put it there, or name its place"
    )


def _row(line: int, cells: dict[str, str], defaults: Mapping[str, Any]) -> Row:
    for column, cell in cells.items():
        Text().check(cell)
        if column != "prompt" and len(cell) > _LONGEST_CELL:
            raise ModelsheetError(f"{column} has {len(cell):,} characters: shorten it to {_LONGEST_CELL}")
    words = {c: cell.strip() if c in _PATHS else " ".join(cell.split()) for c, cell in cells.items()}
    given = {name: parse(name, words[name]) for name in _OPTIONS if words.get(name)}
    options = {**defaults, **given}
    for option, needed in NEEDS.items():
        if option not in given and not options.get(needed):  # a default for the rows that it fits
            options.pop(option, None)
    request = Request.of({**options, "prompt": words.get("prompt", "")})
    name = words.get("name")
    return Row(line, request, safe_name(name) if name else None, words.get("category", ""))


def _short(cell: str) -> str:
    return repr(cell if len(cell) <= 40 else cell[:40] + "...")


def safe_name(name: str) -> str:
    """The name as one folder's, everywhere: no separators, no leading dot, nothing reserved."""
    kinds = [(c, unicodedata.category(c)[0]) for c in unicodedata.normalize("NFKC", name)]
    safe = "".join(c if kind in "LMN" or c in "._-" else "-" for c, kind in kinds)
    safe = re.sub(r"[-.]{2,}", "-", safe).strip("-.")
    while len(safe.encode()) > 200:
        safe = safe[:-1]
    return f"{safe}_" if _RESERVED.match(safe) else safe or "asset"
