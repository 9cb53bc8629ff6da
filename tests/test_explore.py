"""Live figures without a browser: whatever the controls are set to, picture and words belong together."""

import cmath
import gc
import itertools
import math
import random
import re
import time
import warnings

import live
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from unrolled import bptt, error, unroll
from unrolled.draw.glyphs import Glyphs
from unrolled.draw.style import number
from unrolled.explore import BackpropagationSteps, ErrorSurface, LiveFigure, UnrolledNetwork, race, reader
from unrolled.explore.base import plain
from unrolled.explore.sequence import chosen_sequence, chosen_weights
from unrolled.forecast import Split, sunspot_split

every_figure = pytest.mark.parametrize("cls", live.CLASSES, ids=lambda cls: cls.__name__)


@pytest.fixture(autouse=True)
def _no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", category=DeprecationWarning, module="ipympl|traitlets|ipywidgets")
        yield


TRAINED = {}


@pytest.fixture(autouse=True)
def _quick_training(monkeypatch):
    """Let networks train for a few iterations only: how well they learn is the business of tests/test_reader.py."""
    whole = reader.fit_network

    def short(*given, iterations, **more):
        return whole(*given, iterations=min(iterations, 3), **more)

    monkeypatch.setattr(reader, "fit_network", short)
    monkeypatch.setattr(reader, "_trained", TRAINED)


@pytest.fixture
def make():
    """Make live figures, and close them at the end; drawn as in a browser unless nobody looks, which is faster."""
    made = []

    def new(cls, state=None, shown=True):
        figure = cls()
        made.append(figure)
        if state:
            put(figure, state)
        if shown:
            live.show(figure)
        return figure

    yield new
    for figure in made:
        figure.close()


def put(figure, state):
    """Set all controls at once; twice, since one control's range may depend on another's value."""
    figure.set(**state)
    figure.set(**state)
    assert figure.state == state


def some_changes(figure, seed, count, without=()):
    """Yield random changes of a figure's controls, in random order, as name and value."""
    chance = random.Random(seed)
    names = [name for name in figure.controls if name not in without]
    for _ in range(count):
        name = chance.choice(names)
        yield name, live.any_value(figure.controls[name], chance)


@pytest.mark.slow
@every_figure
def test_a_thousand_changes_from_two_threads(cls, make, monkeypatch):
    """As in a host that sends messages over kernel subshells; while nobody looks, which is faster, then shown."""
    monkeypatch.setattr(race, "CALLS", 16)  # or else ten methods would run up to 400 calls each, a thousand times
    whole = sunspot_split()
    monkeypatch.setattr(reader, "sunspot_split", lambda: Split(whole.values[:60], validation=40, test=50))
    figure = make(cls)
    assert live.hammer(figure, 20) == []
    memory, widgets, figures = live.memory(), live.alive().keys(), live.still_figures()
    live.hide(figure)
    assert live.hammer(figure, 460, seeds=(3, 4)) == []
    live.show(figure)
    assert live.hammer(figure, 20, seeds=(5, 6)) == []
    assert live.memory() < memory + 20
    assert live.alive().keys() == widgets
    assert live.still_figures() == figures
    fresh = make(cls, figure.state)
    if cls is ErrorSurface:  # where a zoomed map has its centre depends on the way there
        fresh._centre = figure._centre
        fresh.refresh()
    assert figure.said == fresh.said
    assert figure.said in plain(figure.words.value)
    assert figure.picture(100) == fresh.picture(100), figure.state
    assert np.array_equal(live.pixels(figure), live.pixels(fresh)), figure.state


@every_figure
def test_buttons_do_what_their_slider_would(cls, make):
    figure = make(cls)
    chance = random.Random(0)
    by_name = live.buttons(figure)
    for _ in range(12):
        chance.choice(list(by_name.values())).click()
    fresh = make(cls, figure.state)
    assert figure.said == fresh.said
    assert np.array_equal(live.pixels(figure), live.pixels(fresh))


@every_figure
def test_what_a_click_does_sliders_do_as_well(cls, make):
    figure = make(cls)
    width, height = (100 * length for length in figure.size)
    moved = set()
    for across, up in itertools.product((0.1, 0.3, 0.5, 0.7, 0.9), repeat=2):
        before = figure.state
        click = {"x": across * width, "y": up * height, "button": 0, "buttons": 1, "modifiers": [], "guiEvent": {}}
        for kind in ("button_press", "motion_notify", "button_release"):
            figure.canvas._handle_message(None, {"type": kind, **click}, [])
        moved |= {name for name in before if figure.state[name] != before[name]}
    assert moved == live.CLICKS.get(cls.__name__, (set(), ()))[0]
    for name in moved:
        control = figure.controls[name]
        assert control.min <= control.value <= control.max
        assert control.layout.display != "none"
    fresh = make(cls, figure.state)
    assert figure.said == fresh.said
    assert np.array_equal(live.pixels(figure), live.pixels(fresh))


@every_figure
def test_reset_brings_back_the_start(cls, make):
    figure = make(cls)
    start = figure.state, figure.said, figure.picture(100)
    shown = live.pixels(figure)
    for name, value in some_changes(figure, 1, 6):
        figure.set(**{name: value})
    assert figure.said != start[1]
    live.buttons(figure)["Reset"].click()
    assert (figure.state, figure.said, figure.picture(100)) == start
    assert np.array_equal(live.pixels(figure), shown)


@every_figure
def test_saving_a_picture_does_not_disturb_what_is_shown(cls, make):
    figure = make(cls)
    name = next(iter(figure.controls))
    for value in live.values(figure.controls[name]):
        figure.picture(dpi=57)
        figure.set(**{name: value})
    figure.set(**{name: live.values(figure.controls[name])[0]})
    fresh = make(cls, figure.state)
    assert np.array_equal(live.pixels(figure), live.pixels(fresh))


@every_figure
def test_a_sharper_screen_gets_a_sharper_picture(cls, make):
    figure = make(cls)
    figure.canvas._handle_message(None, {"type": "set_device_pixel_ratio", "device_pixel_ratio": 2}, [])
    live.show(figure)
    for name, value in some_changes(figure, 2, 6):
        figure.set(**{name: value})
    shown = live.pixels(figure)
    width, height = (round(200 * length) for length in figure.size)
    assert shown.shape[:2] == (height, width)
    live.show(figure)
    assert np.array_equal(live.pixels(figure), shown)


def test_changes_made_together_draw_once(make):
    figure = make(UnrolledNetwork)
    counted = []
    whole_update = figure.update
    figure.update = lambda **state: counted.append(1) or whole_update(**state)
    figure.set(u=1.0, v=2.0, w=3.0)
    assert len(counted) == 1


def test_after_an_exception_the_next_change_is_drawn_whole(make):
    figure = make(UnrolledNetwork)
    whole_update, figure.update = figure.update, lambda **_: 1 / 0
    with pytest.raises(ZeroDivisionError):
        figure.set(sequence="sunspots")
    figure.update = whole_update
    figure.set(w=1.0)
    fresh = make(UnrolledNetwork, figure.state)
    assert np.array_equal(live.pixels(figure), live.pixels(fresh))


@every_figure
def test_words_are_words(cls, make):
    figure = make(cls, shown=False)
    for what in live.interesting(figure, random.Random(3), 12):
        assert not re.search(r"[<>${}\\]|&\w+;|\bnan\b|\binf\b|None|\d{7}", figure.said), f"{what}: {figure.said}"
        assert figure.said.endswith((".", "!", "?")), figure.said
        assert figure.said in plain(figure.words.value)


def test_plain():
    assert plain("a<br>b &lt; h<sub>12</sub> <b>c</b>") == "a b < h_12 c"


@every_figure
def test_texts_keep_clear_of_each_other_and_of_the_edges(cls, make, monkeypatch):
    figure = make(cls, shown=False)
    for what in live.interesting(figure, random.Random(4), 12):
        assert live.collisions(figure, monkeypatch) == [], what


def test_collisions_are_found(make, monkeypatch):
    figure = make(UnrolledNetwork)
    figure.ax.text(895, 300, "outside")
    figure.ax.text(200, 280, "$x^2$")
    extra = Glyphs(figure.ax, "#222222")
    extra.write([(208, 284, "12", 9, "center")])
    found = " ".join(live.collisions(figure, monkeypatch))
    assert "'outside' leaves the canvas" in found
    assert "'$x^2$' overlaps '12'" in found


@pytest.mark.parametrize("cls", [UnrolledNetwork, BackpropagationSteps])
def test_numbers_fit_their_circles(cls, make):
    figure = make(cls, shown=False)
    drawing = figure.network
    for what in live.interesting(figure, random.Random(5), 40):
        boxes = dict(drawing.numbers["ink"].boxes())
        assert boxes
        for text, (left, bottom, right, top) in boxes.items():
            t = round(((left + right) / 2 - drawing.column(0)) / (drawing.column(1) - drawing.column(0)))
            row = min(drawing.rows.values(), key=lambda row: abs(row - (bottom + top) / 2))
            corners = [(x - drawing.column(t), y - row) for x in (left, right) for y in (bottom, top)]
            assert max(math.hypot(*corner) for corner in corners) < drawing.radius + 0.5, f"{text} {what}"


# What a bundle holds, and what comes of running a cell again and again.


@every_figure
def test_stored_form(cls, make):
    figure = make(cls, shown=False)
    bundle, metadata = figure._repr_mimebundle_()
    assert {"image/png", "text/plain", "application/vnd.jupyter.widget-view+json"} <= bundle.keys()
    assert bundle["text/plain"] == f"{figure.title}. {figure.said}"
    assert metadata["image/png"] == {
        "width": round(100 * figure.size[0]), "height": round(100 * figure.size[1]),
    }  # fmt: skip
    assert cls.title != LiveFigure.title
    assert cls.size[0] == 9.0, "all figures are 900 pixels wide"


@pytest.fixture
def shell():
    old = InteractiveShell._instance
    for cls in InteractiveShell._walk_mro():
        cls._instance = None
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()
    if old is not None:
        for cls in type(old)._walk_mro():
            cls._instance = old


@every_figure
def test_running_a_cell_again_replaces_its_figure(cls, shell):
    before = live.alive()
    cell = f"from unrolled.explore import {cls.__name__}\nfigure = {cls.__name__}()\ndisplay(figure)"
    counts = []
    for _ in range(3):
        with capture_output() as captured:
            assert shell.run_cell(cell, store_history=True).success
        live_figure, still_words = captured.outputs
        assert "application/vnd.jupyter.widget-view+json" in live_figure.data
        assert still_words.data.keys() == {"text/html"}
        assert shell.user_ns["figure"].said in plain(still_words.data["text/html"])
        counts.append(len(live.alive()))
    assert len(set(counts)) == 1, counts
    shell.user_ns["figure"].close()
    gc.collect()
    assert not [w for name, w in live.alive().items() if name not in before and isinstance(w, cls)]


def test_one_cell_may_show_two_figures(shell):
    before = live.alive()
    cell = "from unrolled.explore import UnrolledNetwork\nfor _ in 'ab':\n    display(UnrolledNetwork())"
    for _ in range(3):
        with capture_output() as captured:
            assert shell.run_cell(cell, store_history=True).success
        assert len(captured.outputs) == 4
        made = [w for k, w in live.alive().items() if k not in before and isinstance(w, UnrolledNetwork)]
        assert len(made) == 2
    for figure in made:
        figure.close()


@every_figure
def test_close_leaves_nothing_alive(cls):
    before = live.alive().keys()
    figure = cls()
    live.show(figure)
    figure.close()
    assert {type(live.alive()[key]).__name__ for key in live.alive().keys() - before} == set()
    figure.set(**{name: live.values(control)[-1] for name, control in figure.controls.items()})  # no harm done


# Speed: what a drag costs.


def count_artists(figure):
    """Count a figure's artists but for those of its axes' ticks, which come and go with their range."""
    return sum(len(part.get_children()) for part in (figure.figure, *figure.figure.axes))


@every_figure
def test_moving_is_cheap(cls, make):
    figure = make(cls)
    controls = figure.controls
    floats = [name for name, control in controls.items() if isinstance(control.value, float)]
    dragged = [name for name, control in controls.items() if getattr(control, "continuous_update", False)]
    names = floats or dragged or controls
    chance = random.Random(6)
    artists = count_artists(figure)
    costs = []
    for _ in range(10):
        name = chance.choice(list(names))
        value = live.any_value(figure.controls[name], chance)
        start = time.process_time()
        figure.set(**{name: value})
        costs.append(time.process_time() - start)
    assert count_artists(figure) == artists, "update makes new artists"
    assert np.median(costs) < 0.15


# The picture says what it shows.


def strings(glyphs):
    return sorted(glyphs.texts)


def states(cls, make, count=40):
    figure = make(cls, shown=False)
    for _ in live.interesting(figure, random.Random(7), count):
        state = figure.state
        x, y, _ = chosen_sequence(state)
        yield figure, state, chosen_weights(state), x, y


def test_unrolled_network_shows_the_numbers_of_unroll(make):
    for figure, state, weights, x, y in states(UnrolledNetwork, make):
        run, upto, steps = unroll(weights, x), state["upto"], len(x)
        known = [*x, *run.h[: upto + 1], *run.p[:upto]]
        assert strings(figure.network.numbers["ink"]) == sorted(
            number(value, 3 if steps <= 5 or abs(value) >= 1 else 2, tiny=False) for value in known
        )
        assert strings(figure.network.numbers["target"]) == sorted(["target", "$y_t$", *map(number, y)])
        for name in "uvw":
            assert strings(figure.network.numbers[name]) == [number(getattr(weights, name))] * (
                upto if steps <= 5 else 0
            )
        squares = [(target - p) ** 2 for target, p in zip(y, run.p, strict=True)][:upto]
        assert strings(figure.squares) == sorted(number(square, tiny=False) for square in squares)
        whole = float(error(weights, x, y))
        assert figure.total.texts[-1].endswith(number(whole if upto == steps else sum(squares)))
        if upto == steps:
            assert f"E = {number(whole)}." in figure.said
            assert ", ".join(map(number, run.p)) in figure.said
        marks = dict(zip(*figure.marks.get_data(), strict=True))
        beyond = list(figure.outside.get_xdata())
        assert len(marks) + len(beyond) == upto
        for t in range(1, upto + 1):
            column = figure.network.column(t)
            assert column in beyond or marks[column] == run.p[t - 1]
        assert list(figure.target_marks.get_ydata()) == list(y)


def by_complex_step(weights, x, y):
    """Return what reaches each copy of each quantity at each step t, found without any backward pass.

    Every copy is nudged by itself along the imaginary axis: the derivative is the imaginary part of E
    (Squire and Trapp, "Using complex variables to estimate derivatives of real functions", 1998).

    Returns:
        A dict from (name, t) to dE/d(name at t); ("delta", t) is dE/dz_t, ("e", t) is dE/dp_t.
    """

    def whole(name, at):
        h_t, total = complex(weights.s), 0j
        for t, (x_t, y_t) in enumerate(zip(x, y, strict=True), start=1):
            nudge = {name: 1e-30j} if t == at else {}
            u, v, w = (getattr(weights, weight) + nudge.get(weight, 0) for weight in "uvw")
            h_t = 1 / (1 + cmath.exp(-(w * h_t + v * x_t + nudge.get("delta", 0))))
            total += (u * h_t + nudge.get("e", 0) - y_t) ** 2
        return total.imag / 1e-30

    return {(name, t): whole(name, t) for name in ("e", "delta", "u", "v", "w") for t in range(1, len(x) + 1)}


def test_backpropagation_table_and_sums(make):
    for figure, state, weights, x, y in states(BackpropagationSteps, make, 25):
        right = by_complex_step(weights, x, y)
        gradient = bptt(weights, x, y)
        steps, run = len(x), unroll(weights, x)
        right |= {("z", t): run.z[t - 1] for t in range(1, steps + 1)}
        for step in {0, state["step"], steps, steps + 1, 2 * steps, 2 * steps + 1}:
            figure.set(step=step)
            back_to = 2 * steps + 1 - step if step > steps else steps + 1
            known = {(name, t) for name in "ze" for t in range(1, min(step, steps) + 1)}
            known |= {(name, t) for name in ("delta", "u", "v", "w") for t in range(max(back_to, 1), steps + 1)}
            table, sums = read_table(figure)
            assert table == {key: number(right[key]) for key in known}
            if step <= steps:
                assert sums == {}
            elif back_to > 1:
                so_far = {name: sum(right[name, t] for t in range(back_to, steps + 1)) for name in "uvw"}
                assert sums == {name: f"so far {number(value)}" for name, value in so_far.items()}
            else:
                assert sums == {name: number(getattr(gradient, name)) for name in ("uvw" if back_to else "uvws")}
            if step == 2 * steps + 1:
                assert f"dE/ds = {number(gradient.s)}, at an error of E = {number(error(weights, x, y))}" in figure.said


def read_table(figure):
    """Read the table of `BackpropagationSteps`: what stands at (name, t), and each weight's sum."""
    columns = {figure.network.column(t): t for t in range(1, figure.network.steps + 1)}
    rows = {height: name for name, height in figure.heights.items()}
    table, sums = {}, {}
    for glyphs in [*figure.cells.values(), *figure.new.values()]:
        for x, y, text, *_ in glyphs.written:
            if x in columns:
                table[rows[y], columns[x]] = text
            else:
                sums[{"delta": "s"}.get(rows[y], rows[y])] = text
    return table, sums


def written_equation(figure, line):
    """Return both sides of the last equation in a line of a figure's formulas, as numbers."""
    height = figure.formulas.baselines[line]
    pieces = [(x, text) for glyphs in figure.formulas.parts.values() for x, y, text, *_ in glyphs.written
              if 0 < y - height < 10]  # fmt: skip
    line = "".join(text for _, text in sorted(pieces)).replace("−", "-").replace("×", "*")
    *_, left, right = line.split("=")
    return eval(left), float(right)  # our own figure's arithmetic


def test_the_formulas_with_numbers_in_them_hold(make):
    for figure, state, weights, x, _ in states(UnrolledNetwork, make):
        if state["upto"]:
            left, right = written_equation(figure, 0)
            assert left == pytest.approx(right, rel=0.01, abs=0.04)
            assert right == pytest.approx(unroll(weights, x).z[state["upto"] - 1], rel=0.006, abs=0.001)
    for figure, _, weights, x, y in states(BackpropagationSteps, make):
        figure.set(step=1)
        left, right = written_equation(figure, 0)
        assert left == pytest.approx(right, rel=0.01, abs=0.04)
        figure.set(step=2 * len(x))
        left, right = written_equation(figure, 1)
        assert left == pytest.approx(right, rel=0.02, abs=0.04)
        assert right == pytest.approx(by_complex_step(weights, x, y)["delta", 1], rel=0.06, abs=0.001)
