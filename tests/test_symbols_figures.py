"""The live figures and formulas of notebooks 01 and 05: that they show the right numbers, not only some."""

import math
import random

import pytest
import sympy
from matplotlib.backend_bases import MouseEvent

from unrolled import Weights, bptt, complex_step, sequence_pairs, sigma
from unrolled.data import TOY, TOY_WEIGHTS
from unrolled.draw.gears import CHAINS, measure, slope
from unrolled.draw.latex import coloured, formula, rows
from unrolled.draw.style import COLOURS, number
from unrolled.explore import ChainRule, OneNeuron, Paths
from unrolled.neuron import neuron
from unrolled.symbolic import Network, paths_of


@pytest.mark.parametrize("name", CHAINS)
def test_slopes_multiply(name):
    for tenth in range(-15, 16):
        at = measure(CHAINS[name], tenth / 10)
        if "corner" in name and tenth == 0:
            assert math.isnan(at.of_f)
            assert math.isnan(at.whole)
        else:
            assert at.of_g * at.of_f == pytest.approx(at.whole, abs=1e-6)


def test_slope_is_measured():
    assert slope(math.sin, 0.3) == pytest.approx(math.cos(0.3), abs=1e-9)
    assert math.isnan(slope(abs, 0.0))


def test_chain_rule_shows_point_tangent_and_changes():
    figure = ChainRule("a neuron: sigmoid of 3x")
    figure.set(x=0.5, nudge=0.2)
    first, second, third = figure.drawing.panels
    assert first.point.get_xydata().tolist() == [[0.5, 1.5]]
    assert second.point.get_xdata()[0] == 1.5
    assert third.point.get_ydata()[0] == pytest.approx(sigma(1.5))
    # The rise of the first panel is the run of the second.
    rise, run = first.rise.get_ydata(), second.run.get_xdata()
    assert list(rise) == pytest.approx(list(run))
    (x0, x1), (y0, y1) = third.tangent.get_data()
    h = sigma(1.5)
    assert (y1 - y0) / (x1 - x0) == pytest.approx(3 * h * (1 - h), abs=1e-6)
    assert f"so f changes 3.00 × {number(h * (1 - h))} = {number(3 * h * (1 - h))} times" in figure.said
    assert f"The nudge of 0.200 moves f by {number(sigma(2.1) - h)}" in figure.said


def test_chain_rule_says_where_there_is_no_slope():
    figure = ChainRule("a corner: max(0, 3x)")
    figure.set(x=0.0)
    assert "corner" in figure.said
    assert len(figure.drawing.panels[1].tangent.get_xdata()) == 0
    figure.set(x=0.5)
    assert "corner" not in figure.said


def test_a_click_moves_x_within_its_slider():
    figure = ChainRule()

    def click(panel, x):
        axes = figure.drawing.panels[panel].axes
        pixels = axes.transData.transform((x, sum(axes.get_ylim()) / 2))
        MouseEvent("button_press_event", figure.canvas, *pixels, button=1)._process()

    click(0, -0.5)
    assert figure.state["x"] == pytest.approx(-0.5, abs=0.026)
    click(2, 1.9)
    assert figure.state["x"] == 1.5
    click(1, 0.3)  # the middle panel's axis is g, not x
    assert figure.state["x"] == 1.5


@pytest.mark.parametrize(("x", "v", "u", "y"), [(1.0, 1.2, 1.5, 0.4), (-1.3, 2.0, -0.6, 1.1), (2.0, -6.0, 3.0, -2.0)])
def test_neuron_agrees_with_the_complex_step(x, v, u, y):
    def squared(w):
        p = w.u * sigma(w.v * w.w)
        return (y - p) * (y - p)

    now = neuron(x, v, u, y)
    right = complex_step(squared, Weights(u, v, x))
    assert now.dE_du == pytest.approx(right.u, rel=1e-12)
    assert now.dE_dv == pytest.approx(right.v, rel=1e-12)
    assert now.back["x"] == pytest.approx(right.w, rel=1e-12)


def test_one_neuron_shows_its_numbers_and_what_stops_the_error():
    figure = OneNeuron()
    now = neuron(**figure.state)
    shown = figure.drawing.numbers["back"].texts
    assert sorted(shown) == sorted(number(value) for value in [*now.slopes.values(), *now.back.values()])
    figure.set(v=6.0, x=2.0)
    assert "the factor σ′(z)" in figure.said
    figure.set(v=1.0, x=0.0)
    assert "the factor x" in figure.said
    figure.set(x=1.0, u=0.0)
    assert "the factor u" in figure.said


@pytest.mark.parametrize("letter", "uvws")
def test_numbers_of_all_paths_add_up_to_bptt(letter):
    values = random.Random(letter)
    for T in range(1, 6):
        weights = Weights(*(values.uniform(-3, 3) for _ in range(4)))
        x, y = ([values.uniform(-2, 2) for _ in range(T)] for _ in "xy")
        paths, numbers = paths_of(T, letter)
        shares = [math.prod(slopes) for slopes in numbers(weights, x, y)]
        assert len(shares) == len(paths)
        assert sum(shares) == pytest.approx(getattr(bptt(weights, x, y), letter), rel=1e-10, abs=1e-14)


def test_paths_open_at_the_worked_point():
    figure = Paths()
    x, y = sequence_pairs(TOY)
    drawing = figure.drawing
    shares = drawing.show(TOY_WEIGHTS, x, y)
    columns = [sum(share for (_, k), share in shares.items() if k == copy) for copy in (1, 2, 3)]
    assert columns == pytest.approx([0.280, 0.104, 0.267], abs=5e-4)
    assert drawing.cells["back"].texts == [number(shares[3, 1])]
    assert number(bptt(TOY_WEIGHTS, x, y).w) in drawing.cells["s"].texts
    assert "2 steps back" in figure.said


@pytest.mark.parametrize("letter", "uvw")
def test_each_choice_lights_what_it_says(letter):
    figure = Paths()
    figure.set(letter=letter, steps=4, t=4, k=2)
    possible = {(path.t, path.k) for path in Network(4).paths(letter)}
    choices = {
        "this path": {(4, 2)},
        "all paths to this copy": {(t, 2) for t in range(1, 5)},
        "all paths from this error": {(4, k) for k in range(1, 5)},
        "all paths": {(t, k) for t in range(1, 5) for k in range(1, 5)},
    }
    for show, wanted in choices.items():
        figure.set(show=show)
        assert figure.drawing.chosen == wanted & possible
        assert len(figure.drawing.lit.get_segments()) == len(wanted & possible)
        assert len(figure.drawing.boxes.get_paths()) == len(wanted & possible)


def test_paths_say_where_there_is_none():
    figure = Paths()
    figure.set(t=1, k=3)
    assert "There is no path from E_1 to w_3" in figure.said
    figure.set(letter="u", t=3, k=1)
    assert "depends only on the copy of its own step" in figure.said


def test_paths_reset_from_a_shorter_sequence():
    figure = Paths()
    start = figure.state
    figure.set(steps=2, w=-6.0, show="all paths")
    assert figure.state["t"] == 2
    figure.reset()
    assert figure.state == start


def test_a_lit_path_runs_from_its_error_to_its_copy():
    figure = Paths()
    figure.set(t=3, k=2)
    (way,) = figure.drawing.lit.get_segments()
    network = figure.drawing.network
    assert way[0][1] > network.rows["p"]
    ring = figure.drawing.ends.get_markersize() / 0.72 / 2  # pixels
    for kind, t in network.arrows:
        if t <= 3:
            _, height, _ = network.arrows[kind, t].spot
            assert kind != "w" or height - 5 > network.rows["h"] + ring, "half a line of text clears the ring"
    assert way[-1].tolist() == [(network.column(1) + network.column(2)) / 2, network.rows["h"]]


def test_formulas_have_the_courses_order_and_colours():
    network = Network(2)
    z_2 = coloured(network.rules[network.z[1]])
    assert z_2 == f"{{\\color{{{COLOURS['w']}}}{{w}}}} h_{{1}} + {{\\color{{{COLOURS['v']}}}{{v}}}} x_{{2}}"
    E_2 = coloured(network.rules[sympy.Symbol("E_2")])
    assert E_2 == r"\left(y_{2} - p_{2}\right)^{2}"
    assert coloured(sympy.Rational(1, 4)) == r"\frac{1}{4}"
    x = sympy.Symbol("x")
    assert coloured(-2 * x**2 / (1 + x)) == sympy.latex(-2 * x**2 / (1 + x))


def test_formula_and_rows():
    x = sympy.Symbol("x")
    assert formula("f =", 2 * x).data == "f = 2 x"
    assert rows([("a", x), ("b", 2 * x)]).data.count(r"\\") == 1
    assert rows([("a", x), ("b", 2 * x)], columns=2).data.count(r"\\") == 0
