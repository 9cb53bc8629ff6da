"""Gradients of E found in other ways than the library's, and the norm in which they are compared.

Nothing here copies the delta recursion. `tangent` and `autograd` write E down anew and leave the
differentiating to something else: arithmetic on dual numbers in 30 digits, and PyTorch.

The norm. A gradient is a sum of products, and the sum can be much smaller than its terms (p_t close to y_t,
terms of opposite sign), or hang on a state that magnifies a rounding error by |w| sigma' at every step,
up to 1.5^30 for |w| = 6. In such cases no calculation in double precision has 12 correct digits, so a plain
relative error would blame the wrong party. Two measures share the work:

- Everywhere: |a - b| at most `UNITS` times the rounding unit 2^-53 times the bound that a running error
  analysis gives for this very case (Higham, "Accuracy and Stability of Numerical Algorithms", 2nd edition,
  section 3.3). It is strict where digits are there to be had, and yields only where none are.
- On cases drawn uniformly: the plain relative error |a - b| / (|a| + |b|) of the gradient as a vector
  (Euclidean length), at most 1e-12.
"""

import os
from math import exp, hypot
from operator import add, sub
from typing import Any, NamedTuple

import mpmath
import pytest

from unrolled import Weights, complex_step, unroll

UNIT = 2.0**-53
UNITS = 4
TINY = 1e-280  # below this double precision runs out of range, the complex step of 1e-30 first

mp = mpmath.MPContext()
mp.dps = 30


class Tangent(NamedTuple):
    """A number and its derivative, each with the bound on its rounding error, in units of `UNIT`."""

    value: Any
    slope: Any = 0
    value_bound: float = 0.0
    slope_bound: float = 0.0

    def __add__(self, other):
        sizes = abs(self.value) + abs(other.value), abs(self.slope) + abs(other.slope)
        return Tangent(
            self.value + other.value,
            self.slope + other.slope,
            self.value_bound + other.value_bound + sizes[0],
            self.slope_bound + other.slope_bound + sizes[1],
        )

    def __mul__(self, other):
        (a, da, ra, rda), (b, db, rb, rdb) = self, other
        return Tangent(
            a * b,
            a * db + da * b,
            abs(a) * rb + ra * abs(b) + abs(a * b),
            abs(a) * rdb + ra * abs(db) + rda * abs(b) + abs(da) * rb + 2 * (abs(a * db) + abs(da * b)),
        )

    def logistic(self):
        z, dz, rz, rdz = self
        h = 1 / (1 + (exp if isinstance(z, float) else mp.exp)(-z))
        steep, steeper = h * (1 - h), abs(h * (1 - h) * (1 - 2 * h))
        return Tangent(h, steep * dz, steep * rz + h, steep * rdz + (steeper * rz + h) * abs(dz))


def tangent(weights, x, y, number=mp.mpf):
    """Return the gradient of E in 30 digits, by forward differentiation, and bounds on its rounding error.

    With number=float the gradient is no oracle, and the bounds are the same, much sooner.
    """
    one, zero = number(1), number(0)
    x, y = ([Tangent(number(value)) for value in values] for values in (x, y))

    def along(*direction):
        u, v, w, h = map(Tangent, map(number, weights), direction)
        E = Tangent(zero)
        for x_t, y_t in zip(x, y, strict=True):
            h = (w * h + v * x_t).logistic()
            miss = y_t + Tangent(-one) * u * h
            E += miss * miss
        return E

    gradient = Weights(
        along(one, zero, zero, zero),
        along(zero, one, zero, zero),
        along(zero, zero, one, zero),
        along(zero, zero, zero, one),
    )
    return Weights(*(E.slope for E in gradient)), Weights(*(float(E.slope_bound) for E in gradient))


def import_torch():
    """Return PyTorch; without it skip the test, or fail it where UNROLLED_REQUIRE_TORCH=1 says so."""
    try:
        import torch
    except ImportError:
        reason = "PyTorch is missing, which this oracle needs: pip install 'unrolled[torch]'"
        if os.environ.get("UNROLLED_REQUIRE_TORCH") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return torch


def autograd(weights, x, y):
    """Return the gradient of E by PyTorch, in double precision."""
    torch = import_torch()
    leaves = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in weights]
    u, v, w, h = leaves
    E = 0
    for x_t, y_t in zip(x, y, strict=True):
        h = torch.sigmoid(w * h + v * x_t)
        E = E + (y_t - u * h) ** 2
    E.backward()
    return Weights(*(leaf.grad.item() for leaf in leaves))


def windowed(weights, x, y, steps):
    """Return the truncated gradient from its definition: for each error the state before its window is held.

    Error by error, the complex step of (y_t - p_t)^2 with h_{t-steps} as a fixed number.
    """
    h = unroll(weights, x).h
    total = Weights(0.0, 0.0, 0.0, 0.0)
    for t in range(1, len(x) + 1):
        first = max(t - steps, 0)

        def last_error(weights, t=t, first=first):
            start = h[first] if first else weights.s
            p_t = unroll(weights._replace(s=start), x[first:t]).p[-1]
            return (y[t - 1] - p_t) ** 2

        total = Weights(*map(add, total, complex_step(last_error, weights)))
    return total


def assert_close(found, wanted, allowed):
    """Compare two gradients weight by weight; allowed is a `Weights` of differences."""
    for name, a, b, limit in zip(Weights._fields, found, wanted, allowed, strict=True):
        assert abs(a - b) <= limit, f"dE/d{name}: {float(a)!r} against {float(b)!r}, allowed {limit:.1e}"


def rounding(weights, x, y):
    """Return the differences that rounding alone may make, as a `Weights`."""
    return Weights(*(UNITS * UNIT * bound + TINY for bound in tangent(weights, x, y, float)[1]))


def relative_error(a, b, also=0.0):
    """Return |a - b| / (|a| + |b| + also), each gradient measured by its Euclidean length."""
    return float(hypot(*map(sub, a, b)) / (hypot(*a) + hypot(*b) + also + 1e-300))
