"""Your own sequence: numbers from a list, from pasted text, or from a CSV file.

Text is split and converted with `float`; nothing in it is ever run as code.
"""

import csv
import re
from pathlib import Path

import numpy as np

from ..checks import clean_sequence

MOST = 5_000
"""The largest number of values that is read: training on more would take minutes for each network."""


def read_sequence(source, column=None, shortest=30):
    """Return the numbers in source as a list of floats, in their order.

    Args:
        source: a list or array of numbers; pasted text, numbers separated by commas, semicolons, blanks or
            line ends, decimals with a point; or the path of a CSV file (text without a line break that ends
            in .csv, .tsv or .txt, or a `pathlib.Path`). A first row of headings is skipped.
        column: which column of a table: a heading, or a number from 0. If None: the last column of a table
            with headings; a table without headings needs the number.
        shortest: the least number of values that is accepted.

    Raises:
        FileNotFoundError: there is no such file.
        TypeError, ValueError: the file is no text, the column does not exist, a value is missing or no finite
            number, all values are equal, or there are fewer than `shortest` or more than 5000.
    """
    if isinstance(source, Path) or (isinstance(source, str) and _is_path(source)):
        values = _from_text(_read(Path(source)), column)
    elif isinstance(source, str):
        values = _from_text(source, column)
    else:
        values = clean_sequence(source, "source")
        if any(isinstance(value, complex) or not isinstance(value, float) for value in values):
            raise TypeError("source holds something that is no real number: give plain numbers")
    if len(values) < shortest:
        raise ValueError(f"source has {len(values)} values: give at least {shortest} to train and test on")
    if len(values) > MOST:
        raise ValueError(f"source has {len(values)} values: give at most {MOST}, such as one a day or a month")
    if np.ptp(values) == 0:
        raise ValueError(f"source is constant (always {values[0]:g}): there is nothing to predict")
    return values


def _is_path(text):
    return "\n" not in text.strip() and text.strip().lower().endswith((".csv", ".tsv", ".txt"))


def _read(path):
    path = Path(str(path).strip())
    if not path.is_file():
        raise FileNotFoundError(f"there is no file {path}: give its path, seen from the notebook's folder")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not text in UTF-8: save it as 'CSV UTF-8'") from None


def _from_text(text, column):
    lines = text.strip().strip("[]()").strip().splitlines()
    rows = [(number, _cells(line)) for number, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        return []
    headings = None
    if len(rows) > 1 and not any(_is_number(cell) for cell in rows[0][1]):
        headings = rows.pop(0)[1]
    elif len(rows) > 1 and all(cells[-1] == "" for _, cells in rows[:-1]):
        rows = [(number, cells[:-1] if cells[-1] == "" else cells) for number, cells in rows]
        return [_number(cell, number) for number, cells in rows for cell in cells]  # a list over many lines
    widths = {len(headings)} if headings else {len(cells) for _, cells in rows}
    if (len(rows) == 1 and not headings and column is None) or widths == {1}:
        return [_number(cell, number) for number, cells in rows for cell in cells]
    width = max(widths)
    for number, cells in rows:
        if len(cells) != width:
            raise ValueError(f"line {number} has {len(cells)} values, others have {width}: give a table, or one line")
    index = _column_index(column, headings, width)
    return [_number(cells[index], number) for number, cells in rows]


def _column_index(column, headings, width):
    if column is None and headings is None:
        raise ValueError(
            f"the text is a table of {width} columns without headings: choose one, column=0 to {width - 1} "
            "(or, if it is one list, put it in one line)"
        )
    if column is None:
        return width - 1
    if isinstance(column, str):
        if column not in (headings or []):
            raise ValueError(f"column is {column!r}, but the headings are: {', '.join(headings or ['none'])}")
        return headings.index(column)
    if isinstance(column, bool) or not isinstance(column, int) or not 0 <= column < width:
        raise ValueError(f"column is {column!r}: give a heading or a number from 0 to {width - 1}")
    return column


def _cells(line):
    """Split a line at its semicolons, tabs or commas, or else at blanks; quotes are taken off."""
    for mark in ";\t,":
        if mark in line:
            row = next(csv.reader([line.strip(" ")], delimiter=mark, skipinitialspace=True))
            return [cell.strip() for cell in row]
    return [cell.strip("\"'") for cell in line.split()]


def _is_number(cell):
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _number(cell, line):
    """Return the number that a cell holds."""
    if cell == "":
        raise ValueError(f"line {line} has an empty place: fill in the missing value or leave out its line")
    if re.fullmatch(r"[-+]?\d+,\d+", cell):
        raise ValueError(f"line {line} holds {cell!r}: write decimals with a point")
    try:
        value = float(cell)
    except ValueError:
        raise ValueError(f"line {line} holds {cell[:40]!r}, which is no number") from None
    if not np.isfinite(value):
        raise ValueError(f"line {line} holds {cell!r}: fill in missing values or leave out their lines")
    return value
