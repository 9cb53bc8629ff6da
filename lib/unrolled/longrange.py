"""How far back an error reaches: the gradient of the last error alone, and the map behind the cliff.

    E_T = (y_T - p_T)^2                                       the last error alone
    dE_T/dh_T = u e_T
    dE_T/dh_{t-1} = w sigma'(z_t) dE_T/dh_t                   one step back: times the step's factor

It is `unrolled.gradients.backward` with every other error zero: their targets are set to the predictions.

With inputs of 1 the input weight is a bias, and the pre-activation follows the map

    z -> w sigma(z) + b,        b = v,

whose fixed points, and where they appear and vanish, explain the cliff in the error surface. Source: Pascanu,
Mikolov and Bengio, "On the difficulty of training recurrent neural networks", ICML 2013, sections 2 and 3 and
figure 6.
"""

import itertools
import math

import numpy as np

from .checks import checked, clean_number
from .gradients import backward
from .rnn import Weights, forward, sigma, unroll


@checked
def step_factors(weights, x):
    """Return what one step back multiplies the gradient by: w sigma'(z_t) for t = 1 .. T, a list.

    Args:
        weights: `Weights`, or any (u, v, w[, s]).
        x: the T inputs.

    Raises:
        TypeError, ValueError: as `unrolled.unroll`.
    """
    return [weights.w * (h_t * (1 - h_t)) for _, h_t in forward(weights, x)]


@checked
def last_error(weights, x, target):
    """Return (target - p_T)^2: the error at the last step alone.

    Args:
        weights: `Weights`, or any (u, v, w[, s]); arrays give a whole surface.
        x: the T inputs.
        target: y_T, a number.

    Raises:
        TypeError, ValueError: as `unrolled.unroll`, and when target is no finite number.
    """
    target = clean_number(target, "target")
    *_, (_, h_last) = forward(weights, x)
    difference = target - weights.u * h_last
    return difference * difference


@checked
def last_error_gradient(weights, x, target):
    """Return the gradient of `last_error` by backpropagation through time, as `Weights`.

    Args:
        weights: as for `last_error`.
        x: as for `last_error`.
        target: y_T, a number.

    Raises:
        TypeError, ValueError: as `last_error`.
    """
    h = unroll(weights, x).h
    steps = list(backward(weights, h, x, only_last(weights, h, clean_number(target, "target"))))
    _, delta_1, *_ = steps[-1]
    return Weights(*(sum(step[i] for step in steps) for i in (2, 3, 4)), weights.w * delta_1)


@checked
def state_gradients(weights, x, target):
    """Return dE_T/dh_t for t = 0 .. T: how the last error depends on each state on the way, a list.

    Args:
        weights: as for `last_error`.
        x: as for `last_error`.
        target: y_T, a number.

    Raises:
        TypeError, ValueError: as `last_error`.
    """
    h = unroll(weights, x).h
    steps = list(backward(weights, h, x, only_last(weights, h, clean_number(target, "target"))))
    e_last = steps[0][0]
    return [*(weights.w * delta_t for _, delta_t, *_ in reversed(steps)), weights.u * e_last]


def only_last(weights, h, *targets):
    """Return targets for h_1 .. h_T that leave errors at the last steps only: elsewhere the prediction itself."""
    return [*(weights.u * h_t for h_t in h[1 : len(h) - len(targets)]), *targets]


def fixed_points(w, b):
    """Return the z with w sigma(z) + b = z, from low to high: one, two or three of them.

    Args:
        w: the recurrent weight, a number.
        b: the bias, a number.

    Returns:
        A list of pairs (z, slope of the map there, w sigma'(z)); a slope between -1 and 1 attracts.

    Raises:
        TypeError, ValueError: an argument is no finite number.
    """
    from scipy.optimize import brentq

    w, b = clean_number(w, "w"), clean_number(b, "b")

    def excess(z):
        return w * sigma(z) + b - z

    # All lie between b and b + w, since sigma lies between 0 and 1. Between two turning points of `excess`,
    # which are where w sigma'(z) = 1, there is at most one.
    low, high = min(b, b + w) - 1.0, max(b, b + w) + 1.0
    turns = [z for z, _ in saddle_nodes(w)] if w > 4 else []
    ends = [low, *sorted(z for z in turns if low < z < high), high]
    found = [end for end in ends[1:-1] if excess(end) == 0.0]
    for left, right in itertools.pairwise(ends):
        if excess(left) * excess(right) < 0:
            found.append(brentq(excess, left, right, xtol=1e-14))
    return [(z, w * sigma(z) * (1 - sigma(z))) for z in sorted(found)]


def saddle_nodes(w):
    """Return the two points where fixed points of z -> w sigma(z) + b meet and vanish.

    There the map touches the diagonal: w sigma'(z) = 1 and w sigma(z) + b = z.

    Args:
        w: the recurrent weight, a number above 4; below, the map is nowhere steep enough.

    Returns:
        Two pairs (z, b), the one with the lower b first.

    Raises:
        TypeError, ValueError: w is no number above 4.
    """
    w = clean_number(w, "w")
    if not w > 4:
        raise ValueError(f"w is {w}: give more than 4, or w sigma'(z) = 1 has no two solutions")
    half = math.sqrt(0.25 - 1 / w)
    pairs = []
    for h in (0.5 + half, 0.5 - half):
        z = math.log(h / (1 - h))
        pairs.append((z, z - w * h))
    return tuple(pairs)


def wall(w, start):
    """Return the b for which `start` is itself a fixed point of z -> w sigma(z) + b: where the cliff stands.

    A start above an unstable fixed point is carried up, a start below it down; so the final state jumps where
    the unstable fixed point crosses the start. It is unstable where w sigma'(start) > 1.

    Args:
        w: the recurrent weight, a number or an array.
        start: z_0, a number.
    """
    return start - np.asarray(w) * sigma(float(start))
