"""The committed notebooks are in their stored form, and the tool that puts them there works."""

import nbformat
import notebooks
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

FIGURE = """
import ipywidgets, matplotlib
from IPython.display import Image, display

class Live(ipywidgets.VBox):
    def _ipython_display_(self):
        bundle = super()._repr_mimebundle_()
        bundle["text/plain"] = "u = 1.3, E = 2"
        bundle["image/png"] = "iVBORw0KGgo="
        display(bundle, raw=True)
        display({"text/html": "<p>u is 1.3, the error E is 2</p>"}, raw=True)
"""


@pytest.fixture
def make(tmp_path):
    """A function that writes a notebook of the given cells' sources, as an author hands it in."""

    def write(*sources, tags=()):
        cells = [new_markdown_cell("# Title"), *(new_code_cell(source) for source in sources)]
        cells[-1].metadata["tags"] = list(tags)
        path = tmp_path / "01_try.ipynb"
        nbformat.write(new_notebook(cells=cells), path)
        return path

    return write


def read(path):
    return nbformat.read(path, as_version=4)


@pytest.mark.parametrize("path", sorted(notebooks.FOLDER.glob("*.ipynb")), ids=lambda path: path.name)
def test_committed_notebook_is_in_its_stored_form(path):
    assert notebooks.defects(path.read_text(encoding="utf-8")) == []


def test_what_is_stored_of_a_run_and_that_a_second_changes_no_byte(make):
    path = make("print(1, flush=True)\nprint(2)\nobject()", FIGURE, "Live([ipywidgets.IntSlider()])", tags=["keep"])
    assert notebooks.main([str(path)]) == 0
    first = path.read_bytes()
    assert notebooks.defects(first.decode()) == []
    notebook = read(path)
    assert [cell.id for cell in notebook.cells] == ["c01", "c02", "c03", "c04"]
    assert [cell.execution_count for cell in notebook.cells[1:]] == [1, 2, 3]
    assert notebook.metadata.keys() == {"kernelspec", "language_info"}
    assert notebook.cells[3].metadata == {"tags": ["keep"]}
    stream, value = notebook.cells[1].outputs
    assert stream.text == "1\n2\n"
    assert value.data == {"text/plain": "<object at 0x...>"}
    picture, words = notebook.cells[3].outputs
    assert picture.data.keys() == {"image/png", "text/plain"}
    assert words.data == {"text/html": "<p>u is 1.3, the error E is 2</p>"}
    assert notebooks.main([str(path)]) == 0
    assert path.read_bytes() == first


PICTURE_OF_A_TIME = """
import base64, time
from IPython.display import display
display({"image/png": base64.b64encode(str(time.perf_counter_ns()).encode()).decode()}, raw=True)
"""


def test_a_picture_of_measured_times_is_kept_while_code_and_words_are_the_same(make):
    def picture(path):
        assert notebooks.main([str(path)]) == 0
        return read(path).cells[-1].outputs[0].data["image/png"]

    path = make(PICTURE_OF_A_TIME, tags=["measured"])
    first = picture(path)
    assert picture(path) == first
    notebook = read(path)
    notebook.cells[-1].source += "print('more')"
    nbformat.write(notebook, path)
    assert picture(path) != first
    path = make(PICTURE_OF_A_TIME)
    assert picture(path) != picture(path)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("1 / 0", "01_try.ipynb, cell 2: ZeroDivisionError: division by zero"),
        ("import warnings\nwarnings.warn('slow')", "cell 2: it writes to stderr"),
        ("import ipywidgets\nipywidgets.IntSlider()", "cell 2: a widget without a picture"),
        ("", "an empty cell"),
    ],
)
def test_a_cell_that_fails_is_named_and_the_file_stays(make, capsys, source, said):
    path = make(source, "print('after')") if source else make("print('before')", source)
    before = path.read_bytes()
    assert notebooks.main([str(path)]) == 1
    assert said in capsys.readouterr().err
    assert path.read_bytes() == before


def test_an_error_on_purpose_is_stored_without_paths(make):
    path = make("from unrolled import sequence_pairs\nsequence_pairs([])", tags=["raises-exception"])
    notebooks.execute(path)
    (output,) = read(path).cells[1].outputs
    assert output.traceback == [f"{output.ename}: {output.evalue}"]


@pytest.fixture
def good():
    """A stored notebook without defects; no kernel needed."""
    png = new_output("display_data", {"image/png": "iVBORw0KGgo=", "text/plain": "E = 2"})
    cells = [
        new_code_cell("from unrolled.explore import Live as L", execution_count=1),
        new_code_cell("%time\nL()", execution_count=2, outputs=[png]),
        new_code_cell("print(1)", execution_count=3, outputs=[new_output("stream", name="stdout", text="1\n")]),
    ]
    return notebooks.normal(new_notebook(cells=cells))


def test_good_notebook_has_no_defects(good):
    assert notebooks.defects(notebooks.stored(good)) == []


def widget_view(notebook):
    notebook.cells[1].outputs[0].data[notebooks.WIDGET] = {"model_id": "1"}


def widget_state(notebook):
    notebook.metadata["widgets"] = {"state": {}}


def no_picture(notebook):
    del notebook.cells[1].outputs[0].data["image/png"]


def error(notebook):
    notebook.cells[2].outputs.append(new_output("error", ename="E", evalue="no", traceback=["E: no"]))


def stderr(notebook):
    notebook.cells[2].outputs.append(new_output("stream", name="stderr", text="careful"))


def out_of_order(notebook):
    notebook.cells[2].execution_count = 7


def never_run(notebook):
    notebook.cells[2].execution_count = None


def other_id(notebook):
    notebook.cells[2].id = "c09"


def same_id(notebook):
    notebook.cells[2].id = notebook.cells[1].id


def times(notebook):
    notebook.cells[2].metadata["execution"] = {"iopub.execute_input": "2026-01-01T00:00:00Z"}


def address(notebook):
    notebook.cells[1].outputs[0].data["text/plain"] = "<object at 0x7f0012345678>"


def cut_stream(notebook):
    notebook.cells[2].outputs.append(new_output("stream", name="stdout", text="2\n"))


def other_kernel(notebook):
    notebook.metadata.kernelspec.name = "my-env"


def not_valid(notebook):
    notebook.cells[2].cell_type = "cod"


@pytest.mark.filterwarnings("ignore::nbformat.warnings.DuplicateCellId")
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (widget_view, "widget-view"),
        (widget_state, '"widgets"'),
        (no_picture, "cell 2: a live figure without a stored picture"),
        (error, "cell 3: E: no"),
        (stderr, "cell 3: it writes to stderr: careful"),
        (out_of_order, "counts are [1, 2, 7]"),
        (never_run, "counts are [1, 2, None]"),
        (other_id, "c09"),
        (same_id, "c02"),
        (times, "execution"),
        (address, "0x7f0012345678"),
        (cut_stream, "would change"),
        (other_kernel, "my-env"),
        (not_valid, "no valid notebook"),
    ],
)
def test_defect_is_found(good, spoil, said):
    spoil(good)
    text = notebooks.writes(good) + "\n"
    found = notebooks.defects(text)
    assert any(said in defect for defect in found), found


def test_text_that_is_no_notebook():
    assert "no valid notebook" in notebooks.defects("{")[0]
    assert "no valid notebook" in notebooks.defects('{"cells": []}')[0]


def test_last_newline_is_missed(good):
    assert notebooks.defects(notebooks.writes(good)) == ["no newline at its end"]


def test_check_runs_nothing_and_names_the_notebook(make, capsys):
    path = make("print(1)")
    before = path.read_bytes()
    assert notebooks.main(["--check", str(path)]) == 1
    assert "01_try.ipynb, " in capsys.readouterr().err
    assert path.read_bytes() == before
