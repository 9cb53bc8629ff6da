"""How far an error reaches, and the cliff, against computations that share no code with the library."""

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from unrolled import Weights, bptt, central_difference, complex_step, unroll
from unrolled.draw.longrange import (
    bifurcation,
    cliff_contours,
    cliff_paths,
    cliff_surface,
    clipping,
    staircase,
)
from unrolled.longrange import (
    fixed_points,
    last_error,
    last_error_gradient,
    saddle_nodes,
    state_gradients,
    step_factors,
    wall,
)

weight = st.floats(-6, 6)
sequences = st.lists(st.floats(-2, 2), min_size=1, max_size=20)
POINT = Weights(1.3, -0.7, 2.1, 0.4)
X = [0.5, -0.2, 0.9]


def close(a, b, tolerance=1e-12):
    return np.abs(np.subtract(a, b)).max() <= tolerance * (np.abs(a).max() + np.abs(b).max()) + 1e-200


@settings(max_examples=200, deadline=None)
@given(st.tuples(weight, weight, weight, st.floats(0, 1)), sequences, st.floats(-2, 2))
def test_gradient_of_the_last_error_against_the_complex_step(weights, x, target):
    exact = complex_step(lambda at: last_error(at, x, target), weights)
    assert close(last_error_gradient(weights, x, target), exact)


@settings(max_examples=100, deadline=None)
@given(st.tuples(weight, weight, weight, st.floats(0, 1)), sequences, st.floats(-2, 2))
def test_state_gradients_against_starting_the_sequence_later(weights, x, target):
    # dE_T/dh_t is what dE_T/ds is for the sequence that starts at h_t; mpmath differentiates by itself.
    found = state_gradients(weights, x, target)
    assert len(found) == len(x) + 1
    h = unroll(weights, x).h
    u, v, w, _ = weights
    for t in {0, len(x) // 2, len(x) - 1}:

        def rest(state, t=t):
            for x_t in x[t:]:
                state = 1 / (1 + mpmath.exp(-(w * state + v * x_t)))
            return (target - u * state) ** 2

        with mpmath.workdps(40):
            # The state enters as a float, so compare on the scale of the largest: rounding of h itself counts.
            slope = float(mpmath.diff(rest, mpmath.mpf(h[t])))
        assert abs(found[t] - slope) <= 1e-10 * (1 + max(map(abs, found)))


def test_state_gradients_are_products_of_the_factors():
    factors, gradients = step_factors(POINT, X), state_gradients(POINT, X, 0.3)
    for before, after, factor in zip(gradients, gradients[1:], factors, strict=False):
        assert before == pytest.approx(after * factor, rel=1e-14)
    assert gradients[0] == last_error_gradient(POINT, X, 0.3).s
    z = unroll(POINT, X).z
    assert factors == pytest.approx(2.1 * np.exp(-np.array(z)) / (1 + np.exp(-np.array(z))) ** 2, rel=1e-14)


def test_last_errors_of_all_prefixes_add_up_to_the_whole():
    y = [-0.2, 0.9, 0.3]
    parts = [last_error_gradient(POINT, X[:t], y[t - 1]) for t in (1, 2, 3)]
    assert close(np.sum(parts, axis=0), bptt(POINT, X, y))


def surface(w, b, steps=50, x=0.5):
    """Figure 6 of Pascanu, Mikolov and Bengio (2013), written out as it stands there."""
    x = np.full(np.broadcast_shapes(np.shape(w), np.shape(b)), x)
    for _ in range(steps):
        x = w / (1 + np.exp(-x)) + b
    return (1 / (1 + np.exp(-x)) - 0.7) ** 2


def as_network(w, b):
    return Weights(u=1.0, v=b, w=w, s=1 / (1 + np.exp(-0.5)))


def test_the_surface_of_figure_6_is_our_network():
    w, b = np.linspace(4.5, 5.5, 41)[None, :], np.linspace(-3.0, -1.9, 61)[:, None]
    ours = last_error(as_network(w, b), [1.0] * 50, 0.7)
    assert ours.shape == (61, 41)
    np.testing.assert_allclose(ours, surface(w, b), rtol=1e-10)
    # At the cliff the slope is so steep that the difference quotient needs a tiny step; stay off it by the median.
    g = last_error_gradient(as_network(w, b), [1.0] * 50, 0.7)
    quotient = central_difference(lambda at: last_error(at, [1.0] * 50, 0.7), as_network(w, b), step=1e-6)
    for name in "vw":
        off = np.abs(getattr(g, name) - getattr(quotient, name)) / (1e-6 + np.abs(getattr(g, name)))
        assert np.median(off) < 1e-4


@pytest.mark.parametrize("w", [4.5, 4.8, 5.0, 5.5])
def test_the_wall_is_where_the_final_state_jumps(w):
    # Bisect for the b at which the end of a long run jumps from low to high.
    low, high = -3.0, -1.9
    assert surface(w, low, 2000) != pytest.approx(surface(w, high, 2000))
    for _ in range(60):
        middle, x = (low + high) / 2, 0.5
        for _ in range(2000):
            x = w / (1 + np.exp(-x)) + middle
        low, high = (middle, high) if x < 0.5 else (low, middle)
    assert wall(w, 0.5) == pytest.approx(low, abs=1e-9)


def test_the_wall_runs_along_the_steepest_part_of_the_surface():
    w, b = np.linspace(4.5, 5.5, 11), np.linspace(-3.0, -1.9, 1101)
    steepest = np.abs(np.diff(surface(w[None, :], b[:, None]), axis=0)).argmax(axis=0)
    np.testing.assert_allclose(b[steepest] + 0.0005, wall(w, 0.5), atol=0.0015)


@pytest.mark.parametrize("w", [4.001, 4.5, 5.0, 9.0, 40.0])
def test_saddle_nodes_against_mpmath(w):
    def touching(z, b):
        h = 1 / (1 + mpmath.exp(-z))
        return [w * h + b - z, w * h * (1 - h) - 1]

    for z, b in saddle_nodes(w):
        with mpmath.workdps(30):
            root = mpmath.findroot(touching, (z + 0.01 * np.sign(z), b))
        assert [z, b] == pytest.approx([float(root[0]), float(root[1])], abs=1e-9)
    (_, first), (_, second) = saddle_nodes(w)
    assert first < second


@settings(max_examples=200, deadline=None)
@given(st.floats(-12, 12), st.floats(-8, 8))
def test_fixed_points_against_a_count_of_sign_changes(w, b):
    found = fixed_points(w, b)
    grid = np.linspace(min(b, b + w) - 2, max(b, b + w) + 2, 400_001)
    excess = w / (1 + np.exp(-grid)) + b - grid
    changes = np.count_nonzero(np.diff(excess > 0))
    if w <= 4 or min(abs(b - edge) for _, edge in saddle_nodes(w)) > 1e-6:
        assert len(found) == changes
    for z, slope in found:
        assert w / (1 + np.exp(-z)) + b == pytest.approx(z, abs=1e-9)
        assert slope == pytest.approx(w * np.exp(-z) / (1 + np.exp(-z)) ** 2, abs=1e-9)


def test_three_fixed_points_between_the_saddle_nodes_and_one_outside():
    (_, first), (_, second) = saddle_nodes(5.0)
    assert (round(first, 4), round(second, 4)) == (-2.6556, -2.3444)
    edges = first - 0.01, first + 0.01, second - 0.01, second + 0.01
    assert [len(fixed_points(5.0, b)) for b in edges] == [1, 3, 3, 1]
    slopes = [slope for _, slope in fixed_points(5.0, -2.5)]
    assert slopes[0] < 1 < slopes[1]
    assert slopes[2] < 1


def test_errors_say_what_to_give():
    with pytest.raises(ValueError, match=r"w is 4\.0: give more than 4"):
        saddle_nodes(4.0)
    with pytest.raises(TypeError, match="b is 'low': give a number"):
        fixed_points(5.0, "low")
    with pytest.raises(ValueError, match="target is nan"):
        last_error(POINT, X, float("nan"))
    with pytest.raises(ValueError, match="x is empty"):
        step_factors(POINT, [])
    with pytest.raises(TypeError, match=r"target is \[1\]"):
        state_gradients(POINT, X, [1])


def test_the_bifurcation_is_dashed_exactly_where_fixed_points_repel():
    ax = Figure().subplots()
    bifurcation(ax, w=5.0)
    parts = ax.lines[:3]
    for line in parts:
        b, z = line.get_data()
        h = 1 / (1 + np.exp(-z))
        np.testing.assert_allclose(5 * h + b, z, atol=1e-12)
        repels = 5 * h * (1 - h) > 1 + 1e-9
        assert repels.all() if line.get_linestyle() == "--" else not repels.any()
    assert sum(len(line.get_xdata()) for line in parts) > 1000


def test_contours_and_surface_hold_the_wall_and_what_is_inside():
    figure = Figure()
    flat, solid = figure.add_subplot(121), figure.add_subplot(122, projection="3d")
    cliff_contours(flat, points=21)
    w, b = flat.lines[0].get_data()
    np.testing.assert_allclose(b, 0.5 - w / (1 + np.exp(-0.5)))
    cliff_surface(solid, [([(5.0, -2.2), (30.0, 30.0)], "red")], points=21)
    x, y, height = solid.lines[-1].get_data_3d()
    assert (list(x), list(y)) == ([5.0], [-2.2])
    assert height[0] == pytest.approx(surface(5.0, -2.2), abs=0.01)


def test_only_a_run_that_leaves_the_picture_is_said_to_be_thrown():
    ax = Figure().subplots()
    window = (4.4, 5.2, -2.6, -1.9)
    inside, out = [(4.8, -2.2), (4.7, -2.3)], [(4.8, -2.2), (4.7, -2.3), (12.6, 10.5)]
    cliff_paths(ax, [(inside, "blue", "stays")], window)
    assert not ax.texts
    cliff_paths(ax, [(out, "red", "goes")], window)
    assert [text.get_text() for text in ax.texts] == ["thrown to\n(13, 10)"]


def test_the_staircase_ends_where_the_rounds_end():
    ax = Figure().subplots()
    staircase(ax, 6.0, -3.35)
    z = 0.5
    for _ in range(50):
        z = 6.0 / (1 + np.exp(-z)) - 3.35
    x, y = ax.lines[-1].get_data()
    assert [x[0], y[0]] == pytest.approx([z, z], abs=1e-9)


def test_clipping_draws_the_same_direction_by_length_and_the_box_by_value():
    ax = Figure().subplots()
    clipping(ax, [(3.0, 0.4)], limit=2.0)
    ends = [np.array([line.get_xdata()[-1], line.get_ydata()[-1]]) for line in ax.lines[2::2]]
    gradient, by_length, by_value = ends
    assert np.hypot(*by_length) == pytest.approx(2)
    assert gradient[0] * by_length[1] == pytest.approx(gradient[1] * by_length[0])
    assert list(by_value) == [2.0, 0.4]
