"""Bad input gets an error that names the argument and says what to do about it."""

from fractions import Fraction

import numpy as np
import pytest
import sympy

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
from unrolled.data import TOY_WEIGHTS

NAN, INF = float("nan"), float("inf")
FUNCTIONS = {
    "unroll": lambda weights, x, y: unroll(weights, x),
    "unroll by keyword": lambda weights, x, y: unroll(x=x, weights=weights),
    **{f.__name__: f for f in (error, bptt, rtrl)},
    **{
        f"{f.__name__} by keyword": lambda weights, x, y, f=f: f(y=y, weights=weights, x=x) for f in (error, bptt, rtrl)
    },
    "truncated_bptt": lambda weights, x, y: truncated_bptt(weights, x, y, 2),
    "truncated_bptt by keyword": lambda weights, x, y: truncated_bptt(weights, steps=2, x=x, y=y),
}
every_function = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
those_with_y = pytest.mark.parametrize("function", [f for name, f in FUNCTIONS.items() if "unroll" not in name])

BAD_SEQUENCES = [
    ([], ValueError, "{} is empty: give at least one value"),
    ((), ValueError, "{} is empty: give at least one value"),
    ([0.5, NAN], ValueError, "{}[1] is nan: give a finite number (drop or fill in missing values first)"),
    ([-INF, 0.5], ValueError, "{}[0] is -inf: give a finite number"),
    (np.array([0.5, NAN]), ValueError, "{}[1] is nan: give a finite number"),
    (np.ma.array([0.5, 0.1], mask=[False, True]), ValueError, "{}[1] is nan: give a finite number"),
    ([0.5, complex(0, INF)], ValueError, "{}[1] is infj: give a finite number"),
    ([0.5, 10**400], ValueError, "{}[1] is too large for a float: use a value below 1e308"),
    ("0.5, 0.1", TypeError, "{} is text ('0.5, 0.1'): give a list of numbers"),
    (b"12", TypeError, "{} is text (b'12'): give a list of numbers"),
    (["0.5", "0.1"], TypeError, "{}[0] is '0.5': give a number"),
    ([0.5, None], TypeError, "{}[1] is None: give a number"),
    ([[0.5], [0.1]], TypeError, "{}[0] is [0.5]: give a number"),
    (np.ones((2, 1)), ValueError, "{} has shape (2, 1): give one value for each time step, shape (T,)"),
    (np.float64(1), TypeError, "{} is np.float64(1.0): give a list of numbers, one for each step"),
    (0.5, TypeError, "{} is 0.5: give a list of numbers, one for each step"),
    (None, TypeError, "{} is None: give a list of numbers, one for each step"),
    ({0.5, 0.1}, TypeError, "{} is a set, which has no order in time: give a list"),
    ({0.5: 1, 0.1: 2}, TypeError, "{} is a dict, which has no order in time: give a list"),
]

BAD_NUMBERS = [
    (NAN, ValueError, "{} is nan: give a finite number"),
    (np.float32(INF), ValueError, "{} is inf: give a finite number"),
    (np.ma.masked, ValueError, "{} is nan: give a finite number"),
    (complex(NAN, 0), ValueError, "{} is (nan+0j): give a finite number"),
    (10**400, ValueError, "{} is too large for a float: use a value below 1e308"),
    (Fraction(10**400), ValueError, "{} is too large for a float: use a value below 1e308"),
    ("2", TypeError, "{} is '2': give a number, such as 0.5"),
    (None, TypeError, "{} is None: give a number, such as 0.5"),
    ({1.0}, TypeError, "{} is {{1.0}}: give a number, such as 0.5"),
    (np.array("2"), TypeError, "{} is '2': give a number, such as 0.5"),
]

BAD_ARRAYS = [
    ([1.0, NAN], ValueError, "{} contains NaN or infinity: give finite numbers"),
    (np.array([1.0, INF]), ValueError, "{} contains NaN or infinity: give finite numbers"),
    (np.ma.array([1.0, 2.0], mask=[0, 1]), ValueError, "{} contains NaN or infinity: give finite numbers"),
    ([1, 10**400], ValueError, "{} is too large for a float: use a value below 1e308"),
    ([[1.0, 2.0], [3.0]], ValueError, "{} has rows of different lengths: make them equally long"),
    (["1", "2"], TypeError, "{} is an array of <U1: give numbers"),
    ([1.0, None], TypeError, "{} is None: give a number, such as 0.5"),
    (
        [sympy.Symbol("a"), 1],
        TypeError,
        "{} is an array of object: give numbers (symbols do not go in",
    ),
]


def assert_raises(kind, message, function, *arguments):
    with pytest.raises(kind) as caught:
        function(*arguments)
    assert message in str(caught.value)


@every_function
@pytest.mark.parametrize(("x", "kind", "message"), BAD_SEQUENCES)
def test_bad_x(function, x, kind, message):
    assert_raises(kind, message.format("x"), function, TOY_WEIGHTS, x, [0.5, 0.1])


@those_with_y
@pytest.mark.parametrize(("y", "kind", "message"), BAD_SEQUENCES)
def test_bad_y(function, y, kind, message):
    assert_raises(kind, message.format("y"), function, TOY_WEIGHTS, [0.5, 0.1], y)


@pytest.mark.parametrize(("sequence", "kind", "message"), BAD_SEQUENCES)
def test_bad_sequence(sequence, kind, message):
    assert_raises(kind, message.format("sequence"), sequence_pairs, sequence)


def test_a_sequence_of_one_value():
    assert_raises(ValueError, "sequence has one value: prediction needs at least two", sequence_pairs, [0.5])


@those_with_y
@pytest.mark.parametrize("kind", [list, tuple, np.array])
def test_x_and_y_of_different_lengths(function, kind):
    message = "x has 3 values and y has 2: each input needs one target (sequence_pairs makes both"
    assert_raises(ValueError, message, function, TOY_WEIGHTS, kind([0.5, 0.1, 0.2]), kind([0.5, 0.1]))


@every_function
@pytest.mark.parametrize("name", Weights._fields)
@pytest.mark.parametrize(("value", "kind", "message"), BAD_NUMBERS + BAD_ARRAYS)
def test_bad_weight(function, name, value, kind, message):
    weights = TOY_WEIGHTS._replace(**{name: value})
    assert_raises(kind, message.format(name), function, weights, [0.5, 0.1], [0.1, 0.2])


@pytest.mark.parametrize("derivative", [central_difference, complex_step])
@pytest.mark.parametrize(("value", "kind", "message"), BAD_NUMBERS + BAD_ARRAYS)
def test_bad_weight_of_a_numerical_derivative(derivative, value, kind, message):
    assert_raises(kind, message.format("w"), derivative, lambda W: W.w, TOY_WEIGHTS._replace(w=value))


BAD_WEIGHTS = [0.5, None, (), (1.0, 2.0), (1.0,) * 5, "uvw", {1.0, 2.0, 3.0}, {"u": 1, "v": 2, "w": 3}]
NOT_WEIGHTS = ": give Weights(u, v, w, s), or three or four numbers in that order"


@every_function
@pytest.mark.parametrize("weights", BAD_WEIGHTS)
def test_what_is_no_weights_at_all(function, weights):
    assert_raises(TypeError, f"weights is {weights!r}{NOT_WEIGHTS}", function, weights, [0.5], [0.1])


@pytest.mark.parametrize("derivative", [central_difference, complex_step])
@pytest.mark.parametrize("weights", BAD_WEIGHTS)
def test_what_is_no_weights_for_a_numerical_derivative(derivative, weights):
    assert_raises(TypeError, f"weights is {weights!r}{NOT_WEIGHTS}", derivative, lambda W: W.w, weights)


@every_function
def test_weights_that_do_not_broadcast(function):
    weights = TOY_WEIGHTS._replace(v=[1.0, 2.0, 3.0], w=np.ones((1, 2)))
    message = "do not broadcast (u (), v (3,), w (1, 2), s ()): for a grid give one a row, v[None, :], and"
    assert_raises(ValueError, message, function, weights, [0.5], [0.1])


@pytest.mark.parametrize("steps", [0, -1, 2.0, "2", None, True])
def test_bad_window(steps):
    kind = ValueError if steps in (0, -1) else TypeError
    message = f"steps is {steps!r}: give a whole number of steps back, 1 or more"
    assert_raises(kind, message, truncated_bptt, TOY_WEIGHTS, [0.5], [0.1], steps)
    assert_raises(kind, message, lambda: truncated_bptt(steps=steps, weights=TOY_WEIGHTS, x=[0.5], y=[0.1]))


BAD_STEPS = [
    (0, ValueError, "step is 0.0: give a positive number"),
    (-1e-5, ValueError, "step is -1e-05: give a positive number"),
    (1j, ValueError, "step is 1j: give a positive number"),
    (NAN, ValueError, "step is nan: give a finite number"),
    ("tiny", TypeError, "step is 'tiny': give a number"),
]


@pytest.mark.parametrize("derivative", [central_difference, complex_step])
@pytest.mark.parametrize(("step", "kind", "message"), BAD_STEPS)
def test_bad_step(derivative, step, kind, message):
    assert_raises(kind, message, derivative, lambda W: W.w, TOY_WEIGHTS, step)


@pytest.mark.parametrize("w", [2.0 + 0j, np.array([1j])])
def test_complex_weights_have_no_complex_step(w):
    message = "w is complex: give real weights, the step itself is the imaginary part"
    assert_raises(ValueError, message, complex_step, lambda W: W.w, TOY_WEIGHTS._replace(w=w))


@pytest.mark.parametrize(("z", "kind", "message"), [bad for bad in BAD_NUMBERS + BAD_ARRAYS if bad[1] is TypeError])
def test_sigma_of_what_is_no_number(z, kind, message):
    assert_raises(kind, message.format("z"), sigma, z)


def test_a_missing_argument_is_named():
    for function, arguments in ((bptt, (TOY_WEIGHTS, [0.5])), (error, (tuple(TOY_WEIGHTS), [0.5]))):
        assert_raises(TypeError, "'y'", function, *arguments)


GOOD_SEQUENCES = [
    (0, 1),
    [Fraction(0), Fraction(1)],
    [False, True],
    np.array([0, 1], dtype=np.uint8),
    np.array([False, True]),
    (float(value) for value in (0, 1)),
    range(2),
]


@pytest.mark.parametrize("x", GOOD_SEQUENCES, ids=lambda x: type(x).__name__)
def test_any_kind_of_real_number_will_do(x):
    assert unroll(TOY_WEIGHTS, x) == unroll(TOY_WEIGHTS, [0.0, 1.0])


@pytest.mark.parametrize("one", [1, True, Fraction(1), np.int8(1), np.float32(1), np.True_, np.array(1)])
def test_any_kind_of_real_weight_will_do(one):
    assert bptt((one, one, one, one), [0.5], [0.1]) == bptt(Weights(1.0, 1.0, 1.0, 1.0), [0.5], [0.1])


@pytest.mark.parametrize("ones", [[1, 1], [True, True], [Fraction(1), 1], np.ones(2, np.float32)])
def test_any_kind_of_array_will_do(ones):
    at_one = error(Weights(1.0, 1.0, 1.0, 1.0), [0.5], [0.1])
    assert error((1, ones, 1, 1), [0.5], [0.1]).tolist() == [at_one, at_one]
