"""Every notebook in real JupyterLab: as stored, run, and with each control of each live figure moved."""

import json
import re

import driving
import pytest
from driving import NOTEBOOKS

ALL = sorted(NOTEBOOKS.glob("*.ipynb"))


def live_figures(path):
    """Return how many live figures a notebook shows."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    return sum("unrolled-still-words" in "".join(output.get("data", {}).get("text/html", "")) for output in outputs)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_notebook(page, lab, path):
    expected = live_figures(path)
    assert expected >= 1
    driving.open_notebook(page, lab, f"notebooks/{path.name}")
    assert driving.complaints_as_stored(page, expected) == []
    driving.run_all(page)
    assert driving.complaints_after_run(page) == []
    assert driving.figures(page).count() == expected
    found = []
    for i in range(expected):
        figure = driving.figures(page).nth(i)
        found += [f"figure {i}: {what}" for what in driving.complaints_of_controls(page, figure)]
        found += [f"figure {i}: {what}" for what in driving.complaints_of_dragging(page, figure)]
    assert found == []
    assert driving.complaints_after_run(page) == []
    assert page.faults == []


def test_token_is_kept(page, lab):
    page.goto(f"{lab.url}/lab")
    assert re.search("token|password", page.content(), re.IGNORECASE)
    assert not page.locator(".jp-LabShell").count()
