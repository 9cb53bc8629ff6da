"""The checks can fail: each kind of fault, put into a notebook on purpose, is complained of."""

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
    """Write, open and run a notebook with these cells."""

    def make(*sources):
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
        book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(book, lab.root / "scratch.ipynb")
        driving.open_notebook(page, lab, "scratch.ipynb")
        driving.run_all(page)
        return driving.figures(page)

    return make


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_a_figure_is_seen(page, scratch, fault):
    figure = scratch(FAULTS[fault]).first
    assert any("does not follow" in what for what in driving.complaints_of_controls(page, figure))


def test_an_error_in_a_cell_is_seen(page, scratch):
    scratch("1 / 0")
    assert any("ZeroDivisionError" in what for what in driving.complaints_after_run(page))


def test_a_warning_is_seen(page, scratch):
    scratch("import warnings; warnings.warn('look out')")
    assert any("look out" in what for what in driving.complaints_after_run(page))


def test_running_a_cell_again_replaces_its_figure(page, scratch):
    count = "import ipywidgets; len(ipywidgets.widgets.widget._instances)"
    scratch("import warnings; warnings.simplefilter('ignore')\n" + FIGURE + "figure", count)
    sizes = []
    for _ in range(5):
        driving.run_all(page)
        assert driving.figures(page).count() == 1
        sizes.append(page.locator(".jp-OutputArea-output").last.text_content().strip())
    assert len(set(sizes)) == 1
    assert sizes[0].isdigit()
