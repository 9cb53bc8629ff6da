"""The model: one code for every kind of number, and no warning from any finite one."""

import cmath
import math
import warnings

import numpy as np
import pytest
import sympy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unrolled import (
    Weights,
    bptt,
    central_difference,
    complex_step,
    error,
    rtrl,
    sequence_pairs,
    sigma,
    truncated_bptt,
    unroll,
)
from unrolled.data import TOY, TOY_WEIGHTS

X, Y = TOY[:-1], TOY[1:]

FUNCTIONS = {
    "unroll": lambda weights, x, y: [value for part in unroll(weights, x) for value in part],
    "error": lambda weights, x, y: [error(weights, x, y)],
    "bptt": bptt,
    "rtrl": rtrl,
    "truncated_bptt": lambda weights, x, y: truncated_bptt(weights, x, y, steps=2),
}

REAL = [
    TOY_WEIGHTS,
    Weights(-1.5, 0.25, -3.0, 0.0),
    Weights(0.0, 40.0, 2.0, -1.0),
    Weights(2.0, -40.0, 0.5, 1.0),
]
COMPLEX = [Weights(1.3 + 0.2j, -0.7 + 1j, 2.1 - 0.5j, 0.4j), Weights(1j, -40 + 2j, 1.0 + 0j, 0.5 + 0j)]


def on_numbers(function, points):
    return [list(function(point, X, Y)) for point in points]


def on_complex_numbers(function, points):
    return on_numbers(function, [Weights(*map(complex, point)) for point in points])


def on_arrays(function, points):
    """All points in one call, as a broadcast column."""
    columns = Weights(*(np.array(values)[:, None] for values in zip(*points, strict=True)))
    values = [np.broadcast_to(value, (len(points), 1)) for value in function(columns, X, Y)]
    return np.concatenate(values, axis=1)


def on_symbols(function, points):
    """The formulas first, the points put in afterwards."""
    weights = Weights(*sympy.symbols("u v w s"))
    x, y = sympy.symbols("x1:4"), sympy.symbols("y1:4")
    values = sympy.lambdify([weights, x, y], list(function(weights, x, y)), {"exp": cmath.exp})
    return [values(point, X, Y) for point in points]


@pytest.mark.parametrize("points", [REAL, COMPLEX], ids=["real", "complex"])
@pytest.mark.parametrize("on_kind", [on_complex_numbers, on_arrays, on_symbols])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_same_code_runs_on_every_kind_of_number(name, on_kind, points):
    function = FUNCTIONS[name]
    found, wanted = on_kind(function, points), on_numbers(function, points)
    np.testing.assert_allclose(found, wanted, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize(
    ("weights", "kind"),
    [(TOY_WEIGHTS, float), (COMPLEX[0], complex), (Weights(*map(np.float64, TOY_WEIGHTS)), float)],
)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_numbers_in_give_python_numbers_out(name, weights, kind):
    values = FUNCTIONS[name](weights, X, Y)
    assert {type(value) for value in values} <= {float, kind}


@pytest.mark.parametrize("shapes", [((1, 4), (3, 1)), ((4,), ()), ((2, 1, 1), (1, 3, 4))])
@pytest.mark.parametrize("function", [bptt, rtrl, lambda *case: [error(*case)]])
def test_results_have_the_shape_to_which_the_weights_broadcast(function, shapes):
    weights = TOY_WEIGHTS._replace(v=np.ones(shapes[0]), w=np.ones(shapes[1]))
    assert {np.shape(value) for value in function(weights, X, Y)} == {np.broadcast_shapes(*shapes)}


def test_unroll_by_hand():
    z, h, p = unroll(Weights(u=2.0, v=1.0, w=-1.0, s=0.5), [0.5, 3.0])
    assert z == [0.0, 2.5]
    assert h == [0.5, 0.5, 1 / (1 + math.exp(-2.5))]
    assert p == [1.0, 2 * h[2]]


def test_the_first_state_is_zero_unless_given():
    assert unroll((1.0, 1.0, 1.0), X) == unroll(Weights(1.0, 1.0, 1.0, 0.0), X)


def test_error_adds_squares():
    p = unroll(TOY_WEIGHTS, X).p
    assert error(TOY_WEIGHTS, X, Y) == pytest.approx(sum((a - b) ** 2 for a, b in zip(Y, p, strict=True)))


def test_n_values_make_n_minus_1_pairs():
    assert sequence_pairs([1, 2, 3, 4]) == ([1.0, 2.0, 3.0], [2.0, 3.0, 4.0])


@pytest.mark.parametrize("z", [-800.0, -709.5, -40.0, -1.0, 0.0, 0.3, 37.0, 800.0])
def test_sigma_keeps_its_digits_far_out(z):
    exact = sympy.Float(1, 40) / (1 + sympy.exp(sympy.Float(-z, 40)))
    found = sigma(z), sigma(np.array([z]))[0], sigma(complex(z)), sigma(np.array([complex(z)]))[0]
    np.testing.assert_allclose(np.array(found), float(exact), rtol=1e-15, atol=1e-307)


@pytest.mark.parametrize(
    "z",
    [1, True, np.float32(1), np.uint8(1), np.array(1.0), [1, 1], np.array([1], np.uint8), sympy.Integer(1)],
)
def test_sigma_takes_any_kind_of_number(z):
    assert np.allclose(np.array(sigma(z), dtype=float), 1 / (1 + math.exp(-1)), rtol=1e-7)


# No warning, and no exception, from any finite input.

FINITE = st.floats(allow_nan=False, allow_infinity=False)
PARTS = {
    "float": FINITE,
    "numpy scalar": FINITE.map(np.float64),
    "array": st.lists(FINITE, min_size=2, max_size=2).map(np.array),
    "complex": st.complex_numbers(allow_nan=False, allow_infinity=False),
    "complex array": st.lists(st.complex_numbers(allow_nan=False, allow_infinity=False), min_size=2, max_size=2).map(
        np.array
    ),
}
CALLS = {
    **FUNCTIONS,
    "central_difference": lambda weights, x, y: central_difference(lambda W: error(W, x, y), weights),
    "complex_step": lambda weights, x, y: complex_step(lambda W: error(W, x, y), weights),
    "sigma": lambda weights, x, y: [sigma(weight) for weight in weights],
}


HUGE = st.sampled_from([1e300, -1e300, 1.7e308, -1.7e308, 5e-324, 0.0, 800.0, -800.0])


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind in PARTS for name in CALLS if not ("complex" in kind and name == "complex_step")],
)
def test_no_finite_input_gives_a_warning(kind, name):
    numbers = PARTS["complex"] if "complex" in kind else FINITE
    all_weights = st.builds(Weights, *[PARTS[kind] | HUGE] * 4)
    all_pairs = st.lists(st.tuples(numbers | HUGE, numbers | HUGE), min_size=1, max_size=5)

    @settings(max_examples=100, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(all_weights, all_pairs)
    def call(weights, pairs):
        x, y = map(list, zip(*pairs, strict=True))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            CALLS[name](weights, x, y)

    call()


def test_overflow_gives_infinity_or_nan_not_a_wrong_number():
    assert error(Weights(1e300, 1.0, 1.0), X, Y) == math.inf
    assert not np.isfinite(error(Weights(np.array([1e300]), 1.0, 1.0), X, Y)).any()
    assert unroll(Weights(1.0, 1e300, 0.0), [1e300, -1e300]).h[1:] == [1.0, 0.0]
