"""Reading a reader's own numbers: what is accepted, and what each refusal says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.data.own import read_sequence

NUMBERS = [float(i % 7) for i in range(35)]
COLUMN = "\n".join(f"{value:g}" for value in NUMBERS)
ROWS = [f"{1900 + i},{value:g},{value / 2:g}" for i, value in enumerate(NUMBERS)]
TABLE = "\n".join(["year,rain,sun", *ROWS])


@pytest.mark.parametrize(
    "source",
    [
        NUMBERS,
        np.array(NUMBERS),
        [int(value) for value in NUMBERS],
        str(NUMBERS),
        COLUMN,
        "rain\n" + COLUMN,
        COLUMN.replace("\n", " "),
        COLUMN.replace("\n", "; "),
        COLUMN.replace("\n", "\t"),
        COLUMN.replace("\n", ",\n"),
        "[" + ", ".join(map(str, NUMBERS[:20])) + ",\n" + ", ".join(map(str, NUMBERS[20:])) + "]",
    ],
)
def test_lists_in_many_forms_are_read(source):
    assert read_sequence(source) == NUMBERS


def test_a_table_gives_the_column_that_is_asked_for():
    half = [value / 2 for value in NUMBERS]
    assert read_sequence(TABLE) == half
    assert read_sequence(TABLE, "rain") == read_sequence(TABLE, 1) == NUMBERS
    assert read_sequence(TABLE.replace(",", ";"), "rain") == NUMBERS
    assert read_sequence(TABLE.replace("rain", '"rain, in mm"'), "rain, in mm") == NUMBERS
    assert read_sequence(TABLE.partition("\n")[2], column=2) == half


def test_files_are_read(tmp_path):
    path = tmp_path / "rain.csv"
    path.write_text(TABLE, encoding="utf-8-sig")
    assert read_sequence(path, "rain") == read_sequence(str(path), "rain") == NUMBERS
    with pytest.raises(FileNotFoundError, match=r"there is no file .*sun\.csv"):
        read_sequence(str(tmp_path / "sun.csv"))
    with pytest.raises(FileNotFoundError, match="there is no file"):
        read_sequence(tmp_path)
    path.write_bytes(b"\xff\xfe\x00\x01" * 40)
    with pytest.raises(ValueError, match="not text in UTF-8"):
        read_sequence(path)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "source has 0 values: give at least 30"),
        ("1 2 3", "source has 3 values"),
        ("5 " * 40, r"source is constant \(always 5\)"),
        (COLUMN + "\nabc", "line 36 holds 'abc', which is no number"),
        (COLUMN + "\nnan", "line 36 holds 'nan': fill in missing values"),
        (COLUMN + "\n1e999", "line 36 holds '1e999': fill in missing values"),
        (COLUMN.replace("3", '"3,5"', 1), "line 4 holds '3,5': write decimals with a point"),
        (TABLE.replace("1.5", ""), "line 5 has an empty place"),
        (TABLE + "\n2000", "line 37 has 1 values, others have 3"),
        (TABLE.partition("\n")[2], "table of 3 columns without headings: choose one, column=0 to 2"),
        ("1 2 " * 2501, "give at most 5000"),
        ("hello", "line 1 holds 'hello', which is no number"),
        ("__import__('os').getcwd()", "which is no number"),
        ([1.0, float("nan")] * 20, r"source\[1\] is nan"),
        ([3.0] * 40, "source is constant"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(source, message):
    with pytest.raises(ValueError, match=message):
        read_sequence(source)


def test_columns_that_do_not_exist_are_named():
    with pytest.raises(ValueError, match="column is 'snow', but the headings are: year, rain, sun"):
        read_sequence(TABLE, "snow")
    with pytest.raises(ValueError, match="column is 3: give a heading or a number from 0 to 2"):
        read_sequence(TABLE, 3)


@pytest.mark.parametrize("source", [["1", "2"] * 20, {1: 2}, 5, None, [1j] * 40])
def test_what_is_no_sequence_of_numbers_is_a_type_error(source):
    with pytest.raises(TypeError, match="source"):
        read_sequence(source)


def test_nothing_is_run_as_code(tmp_path):
    trace = tmp_path / "trace"
    with pytest.raises(ValueError, match="no number"):
        read_sequence(f"open({str(trace)!r}, 'w')\n" * 40)
    assert not trace.exists()


# Fuzzed: whatever is pasted, it is read as numbers or refused with a message; nothing in it runs.

CODE = ["__import__('os').abort()", "1/0", "exit()", "lambda: 0", "{x}", "%n", "=1+1", "1e999", "-nan", "0x1F", "inf"]
CODE += ["1_000", "NaN", "1,5", "½", "\N{ARABIC-INDIC DIGIT THREE}", "9" * 400, "1e-400", "", "True", "<b>1</b>"]
cells = st.sampled_from(CODE) | st.text(max_size=6) | st.floats().map(str) | st.integers().map(str)
marks = st.sampled_from([" ", ",", ";", "\t", ", "])
pasted = st.lists(st.lists(cells).flatmap(lambda row: marks.map(lambda mark: mark.join(row)))).map("\n".join)


def read_or_refused(*given):
    """Return the values read, or the words of the refusal."""
    try:
        return read_sequence(*given, shortest=2)
    except (ValueError, TypeError, FileNotFoundError) as refusal:
        return str(refusal)


@settings(max_examples=400, deadline=None)
@given(text=st.text() | pasted, column=st.none() | st.integers(-3, 9) | st.text(max_size=4))
def test_whatever_is_pasted_is_read_or_refused_with_a_word(text, column):
    found = read_or_refused(text, column)
    assert len(found) > 20 if isinstance(found, str) else all(map(np.isfinite, found))


@settings(max_examples=100, deadline=None)
@given(st.binary() | pasted.map(str.encode))
def test_whatever_is_in_a_file_is_read_or_refused_with_a_word(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("own") / "numbers.csv"
    path.write_bytes(content)
    found = read_or_refused(path)
    assert len(found) > 20 if isinstance(found, str) else all(map(np.isfinite, found))
