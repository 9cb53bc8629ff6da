"""The smallest recurrent network: one input, one sigmoid neuron, one linear output.

    h_0 = s                         the hidden state before the first input
    z_t = w h_{t-1} + v x_t         pre-activation
    h_t = sigma(z_t)                hidden state
    p_t = u h_t                     prediction
    E   = sum_t (y_t - p_t)^2       error, with the target y_t = x_{t+1}

This is the simple recurrent network of Elman ("Finding structure in time", Cognitive Science 14, 1990,
figure 2) with a single neuron, no bias, and a linear output.

`forward` is the only place where the recursion is written. It needs nothing but `+`, `*` and `sigma`,
so it runs unchanged on Python floats, on numpy arrays that broadcast (a whole error surface in one call),
on complex numbers (complex-step derivatives) and on SymPy symbols (formulas). Only `sigma` asks what
kind of number it was given.
"""

import cmath
from math import exp, isfinite, nan

import numpy as np

from .checks import Unrolled, Weights, checked, clean_sequence, clean_weight, is_symbolic

__all__ = ["Unrolled", "Weights", "error", "forward", "sequence_pairs", "sigma", "unroll"]


def sigma(z):
    """Return the logistic sigmoid 1 / (1 + exp(-z)), for whatever kind of number z is.

    On floats and complex numbers the exponent is kept on the side where exp cannot overflow. On real arrays
    the plain form is right for every z: where exp overflows to infinity, the result is 0.

    Args:
        z: a number, an array of numbers, or a SymPy expression. NaN gives NaN.

    Raises:
        TypeError: z is none of these.
    """
    if isinstance(z, float):
        if z >= 0.0:
            return 1.0 / (1.0 + exp(-z))
        growth = exp(z)
        return growth / (1.0 + growth)
    if isinstance(z, np.ndarray) and z.dtype.kind == "f":
        with np.errstate(over="ignore"):
            return 1.0 / (1.0 + np.exp(-z))
    if isinstance(z, np.ndarray) and z.dtype.kind == "c":
        with np.errstate(all="ignore"):
            left = z.real < 0.0
            growth = np.exp(np.where(left, z, -z))
            return np.where(left, growth, 1.0) / (1.0 + growth)
    if isinstance(z, complex):
        if not isfinite(z.imag):  # cmath.exp would raise: on an endless circle it has no value
            return complex(nan, nan)
        if z.real >= 0.0:
            return 1.0 / (1.0 + cmath.exp(-z))
        growth = cmath.exp(z)
        return growth / (1.0 + growth)
    if is_symbolic(z):
        import sympy

        return 1 / (1 + sympy.exp(-z))
    return sigma(clean_weight(z, "z"))


def forward(weights, x):
    """Run the network over the inputs x.

    Yields:
        (z_t, h_t) for t = 1 .. T; the prediction is p_t = u h_t.
    """
    _, v, w, h_t = weights
    for x_t in x:
        z_t = w * h_t + v * x_t
        h_t = sigma(z_t)
        yield z_t, h_t


@checked
def unroll(weights, x):
    """Run the network over a sequence and keep all that it computes.

    Args:
        weights: `Weights`, or any (u, v, w[, s]).
        x: the T inputs x_1 .. x_T, numbers or SymPy expressions.

    Returns:
        `Unrolled(z, h, p)`, lists of length T, T + 1 and T.

    Raises:
        TypeError: an argument holds something that is no number.
        ValueError: x is empty, a value is NaN or infinite, or the weights' shapes do not broadcast.
    """
    z, h = map(list, zip(*forward(weights, x), strict=True))
    return Unrolled(z, [weights.s, *h], [weights.u * h_t for h_t in h])


@checked
def error(weights, x, y):
    """Return E = sum_t (y_t - p_t)^2.

    Args:
        weights: `Weights`, or any (u, v, w[, s]).
        x: the T inputs x_1 .. x_T, numbers or SymPy expressions.
        y: the T targets y_1 .. y_T, in the units of x.

    Returns:
        E, with the shape to which the weights broadcast; infinity or NaN where numbers overflow.

    Raises:
        TypeError: an argument holds something that is no number.
        ValueError: x or y is empty, they differ in length, a value is NaN or infinite, or the weights'
            shapes do not broadcast.
    """
    total = 0
    for (_, h_t), y_t in zip(forward(weights, x), y, strict=True):
        difference = y_t - weights.u * h_t
        total += difference * difference
    return total


def sequence_pairs(sequence):
    """Split a sequence of N values into N - 1 inputs and the N - 1 values that follow them.

    Args:
        sequence: N >= 2 numbers in order of time.

    Returns:
        x, y: the inputs x_1 .. x_{N-1} and the targets y_t = x_{t+1}, two lists.

    Raises:
        TypeError: the sequence holds something that is no number.
        ValueError: it has fewer than two values, or holds NaN or infinity.
    """
    values = clean_sequence(sequence, "sequence")
    if len(values) < 2:
        raise ValueError("sequence has one value: prediction needs at least two, an input and its successor")
    return values[:-1], values[1:]
