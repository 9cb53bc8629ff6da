"""The checks can fail: each kind of fault, put into a notebook on purpose, is complained of."""

import secrets

import driving
import nbformat
import pytest

FIGURE = "from unrolled.explore import UnrolledNetwork\nfigure = UnrolledNetwork()\n"

FAULTS = {
    "unbound slider": FIGURE + "figure.controls['w'].unobserve_all()\nfigure",
    "error in a callback": FIGURE + "figure.update = lambda **state: 1 / 0\nfigure",
    "words only": FIGURE + "figure._moving = []\nfigure",
    "picture only": FIGURE
    + "figure.update = lambda **state: type(figure).update(figure, **state) and 'the same'\nfigure",
}


@pytest.fixture
def scratch(page, lab):
    """Write, open and run a notebook with these cells; those that begin with # are markdown."""

    def make(*sources):
        make_cell = {True: nbformat.v4.new_markdown_cell, False: nbformat.v4.new_code_cell}
        cells = [make_cell[source.startswith("#")](source) for source in sources]
        book = nbformat.v4.new_notebook(cells=cells)
        book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        name = f"{secrets.token_hex(4)}.ipynb"  # one of its own: the last test's kernel may still be about to end
        nbformat.write(book, lab.root / name)
        driving.open_notebook(page, lab, name)
        driving.run_all(page)
        return driving.figures(page)

    return make


def test_an_error_in_one_place_of_a_slider_is_seen(page, scratch):
    source = (
        FIGURE + "update = figure.update\nfigure.update = lambda **state: 1 / (state['w'] != -6) and update(**state)\n"
    )
    figure = scratch(source + "figure").first
    assert driving.complaints_of_dragging(page, figure, index=2) == []  # it recovers, and yet
    assert any("ZeroDivisionError" in fault for fault in page.faults)


def test_a_control_that_a_choice_brings_into_view_is_used(page, scratch):
    figure = scratch(FIGURE + "figure.controls['year'].unobserve_all()\nfigure").first
    complaints = driving.complaints_of_controls(page, figure)
    assert complaints == ["slider 4: picture does not follow", "slider 4: words does not follow"]


def test_a_reset_that_forgets_something_is_seen(page, scratch):
    figure = scratch(FIGURE + "figure._start['s'] = 0.9\nfigure").first
    assert any("Reset after" in what for what in driving.complaints_of_controls(page, figure, "slider 0"))


@pytest.mark.sharp
def test_on_a_sharp_screen_a_drag_leaves_no_ghost(page, scratch):
    figure = scratch(FIGURE + "figure").first
    width = figure.locator("canvas").first.evaluate("canvas => [canvas.width, canvas.getBoundingClientRect().width]")
    assert width == [1800, 900]
    assert driving.complaints_of_dragging(page, figure, index=2) == []
    assert page.faults == []


def test_faults_in_figures_are_seen(page, scratch):
    figures = scratch(*FAULTS.values())
    for i, fault in enumerate(FAULTS):
        complaints = driving.complaints_of_controls(page, figures.nth(i), "slider 2")
        assert any("does not follow" in what for what in complaints), fault


def test_faults_for_those_who_use_the_keyboard_or_a_screen_reader_are_seen(page, scratch):
    figures = scratch(
        FIGURE + "figure._style.value = ''\nfigure",
        FIGURE + "figure._style.value = figure.controls['w'].description = figure.controls['w'].tooltip = ''\nfigure",
        "# Title\n\n### Third\n\n<span style='color:#cccccc'>pale</span>",
    )
    trapped = driving.complaints_of_tab(page, figures.nth(0))
    assert "Tab does not leave the figure" in trapped
    assert "no outline around noUi-handle noUi-handle-lower u, output weight" in trapped
    assert [what for what in driving.complaints_of_tab(page, figures.nth(1)) if "no name" in what]
    assert [what.split()[0] for what in driving.complaints_of_clicking(page, figures.nth(1), 0.5, 0.5)] == [
        "click:"
    ] * 2
    rules = " ".join(driving.complaints_of_rules(page))
    assert all(rule in rules for rule in ("heading-order", "contrast: pale", "aria-input-field-name")), rules


def test_errors_and_warnings_in_cells_are_seen(page, scratch):
    scratch("import warnings; warnings.warn('look out')", "1 / 0")
    complaints = " ".join(driving.complaints_after_run(page))
    assert "look out" in complaints
    assert "ZeroDivisionError" in complaints


def test_running_a_cell_again_replaces_its_figure(page, scratch):
    count = "import ipywidgets; len(ipywidgets.widgets.widget._instances)"
    scratch("import warnings; warnings.simplefilter('ignore')\n" + FIGURE + "figure", count)
    sizes = []
    for _ in range(3):
        driving.run_all(page)
        assert driving.figures(page).count() == 1
        sizes.append(page.locator(".jp-OutputArea-output").last.text_content().strip())
    assert len(set(sizes)) == 1
    assert sizes[0].isdigit()
