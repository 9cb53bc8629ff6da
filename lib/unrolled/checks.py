"""The two tuples that the library passes around, and the checks of what a caller passes in.

After `checked` the mathematics in `unrolled.rnn` and `unrolled.gradients` can assume clean numbers. Every
error names the argument and says what to do about it.
"""

import functools
import inspect
import numbers
from math import isfinite, nan
from typing import Any, NamedTuple

import numpy as np

# Until it has seen one large array freed, glibc's malloc gives the memory of every freed array back to the
# system, and each step over a 201 x 201 grid then waits for new pages. This array is never touched, so it
# costs nothing; for it a gradient field is two to five times faster and an error surface up to twice, which
# depends on what else the heap holds (`make bench` shows both).
np.empty(4_000_000)


class Weights(NamedTuple):
    """The three weights of the network and its first hidden state.

    Each is a number (real or complex), an array, or a SymPy expression; arrays broadcast against one
    another. The same tuple holds a gradient: then `u` stands for dE/du, and so on. No units: the
    hidden state lies between 0 and 1, and u carries it to the scale of the sequence.
    """

    u: Any  #: output weight, from hidden state to prediction
    v: Any  #: input weight, from input to hidden state
    w: Any  #: recurrent weight, from one hidden state to the next
    s: Any = 0.0  #: the first hidden state, h_0


class Unrolled(NamedTuple):
    """What the network computes over a sequence of T inputs: three lists over time."""

    z: list  #: pre-activations z_1 .. z_T, so z[t - 1] is z_t
    h: list  #: hidden states h_0 .. h_T, one more than the others, so h[t] is h_t
    p: list  #: predictions p_1 .. p_T, so p[t - 1] is p_t


def is_symbolic(value):
    """Tell whether value is a SymPy expression, without importing SymPy."""
    return hasattr(value, "free_symbols")


def clean_number(value, name):
    """Return value as a Python float or complex, or as it is if it is a SymPy expression.

    Raises:
        TypeError: value is no number (text, None, a list ...).
        ValueError: value is NaN or infinite.
    """
    if is_symbolic(value):
        return value
    if value is np.ma.masked:  # its item() is 0, as if nothing were missing
        value = nan
    elif isinstance(value, (np.generic, np.ndarray)) and value.ndim == 0:
        value = value.item()
    if isinstance(value, numbers.Real):
        try:
            value = float(value)
        except OverflowError:
            raise ValueError(f"{name} is too large for a float: use a value below 1e308") from None
        finite = isfinite(value)
    elif isinstance(value, numbers.Complex):
        value = complex(value)
        finite = isfinite(value.real) and isfinite(value.imag)
    else:
        raise TypeError(f"{name} is {_shown(value)}: give a number, such as 0.5")
    if not finite:
        raise ValueError(f"{name} is {value}: give a finite number (drop or fill in missing values first)")
    return value


def clean_sequence(values, name):
    """Return values as a list of Python numbers (or SymPy expressions).

    Raises:
        TypeError: values is text, has no order, or holds something that is no number.
        ValueError: values is empty, not one-dimensional, or holds NaN or infinity.
    """
    if isinstance(values, (str, bytes)):
        raise TypeError(f"{name} is text ({_shown(values)}): give a list of numbers, such as [0.5, -0.2]")
    if isinstance(values, (set, frozenset, dict)):
        raise TypeError(f"{name} is a {type(values).__name__}, which has no order in time: give a list")
    if isinstance(values, np.ndarray) and values.ndim != 1:
        raise ValueError(f"{name} has shape {values.shape}: give one value for each time step, shape (T,)")
    try:
        values = list(values)
    except TypeError:
        raise TypeError(f"{name} is {_shown(values)}: give a list of numbers, one for each step") from None
    if not values:
        raise ValueError(f"{name} is empty: give at least one value")
    return [clean_number(value, f"{name}[{i}]") for i, value in enumerate(values)]


def clean_weight(value, name):
    """Return one weight as a Python number, a SymPy expression, or a float or complex array.

    Raises:
        TypeError: value is neither a number nor an array of numbers.
        ValueError: value is, or holds, NaN or infinity.
    """
    if not isinstance(value, (np.ndarray, list, tuple)) or value is np.ma.masked:
        return clean_number(value, name)
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} has rows of different lengths: make them equally long") from None
    if array.ndim == 0:
        return clean_number(array, name)
    if array.dtype.kind == "O":  # fractions, huge integers, or no numbers at all
        array = np.reshape([clean_number(number, name) for number in array.flat], array.shape)
    if array.dtype.kind not in "buifc":
        raise TypeError(f"{name} is an array of {array.dtype}: give numbers (symbols do not go in arrays)")
    array = array.astype(complex if array.dtype.kind == "c" else float)
    if np.ma.is_masked(value) or not np.isfinite(array).all():
        raise ValueError(f"{name} contains NaN or infinity: give finite numbers")
    return array


def clean_count(value, name, unit):
    """Return value as an int of at least 1.

    Raises:
        TypeError: value is not a whole number.
        ValueError: value is below 1.
    """
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{name} is {_shown(value)}: give a whole number of {unit}, 1 or more")
    if value < 1:
        raise ValueError(f"{name} is {value}: give a whole number of {unit}, 1 or more")
    return int(value)


def _shown(value):
    """Return a short repr of value for an error message."""
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def checked(function):
    """Decorate function(weights, x[, y, ...]) so that its body sees clean numbers only.

    Finite Python floats, the common case, pass after one look at each. All else is converted: numpy
    scalars to floats, lists of weights to arrays. Overflow on arrays gives infinity or NaN without a
    warning, as it does on floats.
    """
    signature = inspect.signature(function)
    first = 3 if "y" in signature.parameters else 2  # weights and x, and y where there is one

    @functools.wraps(function)
    def call(*arguments, **named):
        if not named and _plain_floats(*arguments[:first]):
            return function(*arguments)
        bound = signature.bind(*arguments, **named)
        given = bound.arguments
        given["weights"] = clean_weights(given["weights"])
        for name in ("x", "y"):
            if name in given:
                given[name] = clean_sequence(given[name], name)
        if "y" in given and len(given["x"]) != len(given["y"]):
            raise ValueError(
                f"x has {len(given['x'])} values and y has {len(given['y'])}: each input needs one "
                "target (sequence_pairs makes both from one sequence)"
            )
        with np.errstate(all="ignore"):
            return function(*bound.args, **bound.kwargs)

    return call


def _plain_floats(weights=None, x=None, *more):
    """Tell whether the arguments are finite Python floats in the expected shape: nothing to clean."""
    y = more[0] if more else x
    if type(weights) is not Weights or type(x) not in _PLAIN or type(y) not in _PLAIN:
        return False
    for value in (*weights, *x, *y):
        if type(value) is not float or not isfinite(value):
            return False
    return 0 < len(x) == len(y)


_PLAIN = (list, tuple)
"""The types that need no conversion."""


def clean_weights(weights):
    """Return `Weights` of clean numbers, or of arrays that broadcast; raise with the weight's name if not."""
    unordered = isinstance(weights, (str, bytes, set, frozenset, dict))
    try:
        weights = Weights(*(() if unordered else weights))
    except TypeError:
        raise TypeError(
            f"weights is {_shown(weights)}: give Weights(u, v, w, s), or three or four numbers in that order"
        ) from None
    weights = Weights(*map(clean_weight, weights, Weights._fields))
    shapes = [np.shape(weight) for weight in weights]
    try:
        np.broadcast_shapes(*shapes)
    except ValueError:
        listed = ", ".join(f"{name} {shape}" for name, shape in zip(Weights._fields, shapes, strict=True))
        raise ValueError(
            f"the weights' shapes do not broadcast ({listed}): for a grid give one a row, v[None, :], "
            "and the other a column, w[:, None]"
        ) from None
    return weights
