"""Every notebook in real JupyterLab: as stored, run, and with each control of each live figure moved."""

import json
import re

import driving
import live
import pytest
from driving import NOTEBOOKS

from unrolled import explore

ALL = sorted(NOTEBOOKS.glob("*.ipynb"))
CLICKS = {getattr(explore, name).title: place for name, (_, place) in live.CLICKS.items()}


def live_figures(path):
    """Return how many live figures a notebook shows."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    return sum("unrolled-still-words" in "".join(output.get("data", {}).get("text/html", "")) for output in outputs)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_notebook(page, lab, path):
    expected = live_figures(path)
    driving.open_notebook(page, lab, f"notebooks/{path.name}")
    assert driving.complaints_as_stored(page, expected) == []
    assert driving.complaints_of_rules(page) == []
    driving.run_all(page)
    assert driving.complaints_after_run(page) == []
    assert driving.complaints_of_rules(page) == []
    assert driving.figures(page).count() == expected
    found = []
    for i in range(expected):
        figure = driving.figures(page).nth(i)
        problems = driving.complaints_of_tab(page, figure)
        problems += driving.complaints_of_controls(page, figure)
        problems += driving.complaints_of_dragging(page, figure)
        problems += driving.complaints_of_typing(page, figure)
        title = figure.get_attribute("aria-label")
        if title in CLICKS:
            problems += driving.complaints_of_clicking(page, figure, *CLICKS[title])
        found += [f"{title}: {problem}" for problem in problems]
    assert found == []
    assert driving.complaints_after_run(page) == []
    assert page.faults == []


def test_every_chapter_has_a_live_figure():
    assert all(live_figures(path) for path in ALL if path.stem[0].isdigit())


def test_ten_restarts_one_after_the_other(page, lab):
    driving.open_notebook(page, lab, "notebooks/06_backpropagation_through_time.ipynb")
    seen = set()
    for _ in range(10):
        driving.restart_and_run_all(page)
        assert driving.complaints_after_run(page) == []
        words = [driving.settled(page, figure) for figure in driving.figures(page).all()]
        seen.add(str(words))
    assert len(seen) == 1
    # JupyterLab's own: it gives up questions to the old kernel that were still open.
    assert [fault for fault in page.faults if not fault.startswith("Canceled future for")] == []


def test_token_is_kept(page, lab):
    page.goto(f"{lab.url}/lab")
    assert re.search("token|password", page.content(), re.IGNORECASE)
    assert not page.locator(".jp-LabShell").count()
