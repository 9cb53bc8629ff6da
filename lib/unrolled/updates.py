"""When to move the weights: after the whole sequence, after each step, or in between.

`learn` and `learn_forward` run through a sequence once and change the weights on the way. The hidden state is
carried on through each change, so an earlier state was made by earlier weights. Both move u, v and w and
leave s, the state before the first input, as it is.

Sources: Williams and Peng, "An efficient gradient-based algorithm for on-line training of recurrent network
trajectories", Neural Computation 2 (1990), for `learn`, which is their BPTT(h; h') with h = back and
h' = every; Williams and Zipser, "A learning algorithm for continually running fully recurrent neural networks",
Neural Computation 1 (1989), for `learn_forward`; Tallec and Ollivier, "Unbiasing truncated backpropagation
through time", arXiv:1705.08209 (2017), for `randomly_truncated_bptt`.
"""

import inspect
import itertools
import timeit
import tracemalloc
from typing import NamedTuple

import numpy as np

from .checks import Weights, checked, clean_count, clean_number
from .gradients import backward, rtrl_step
from .longrange import only_last
from .rnn import unroll


@checked
def learn(weights, x, y, rate, every, back=None):
    """Run once through a sequence; after each `every` steps move the weights against a gradient.

    The gradient is that of the newest `every` errors, carried back over the newest `back` steps and no further.
    every = back = T is one step of descent with the whole gradient; every = back = 1 is online learning with no
    look back at all; every = back = k cuts the sequence into pieces, as most libraries do.

    Args:
        weights: `Weights`, or any (u, v, w[, s]).
        x: the T inputs.
        y: the T targets.
        rate: the step is so many times the gradient, a positive number.
        every: steps between two changes, 1 or more.
        back: steps that an error may go back, at least `every`; by default the same.

    Returns:
        The list of the `Weights` after each change.

    Raises:
        TypeError, ValueError: as `unrolled.bptt`; a count is not a whole number of 1 or more; back is below
            every; rate is not positive.
    """
    every = clean_count(every, "every", "steps")
    back = clean_count(every if back is None else back, "back", "steps back")
    if back < every:
        raise ValueError(f"back is {back} and every is {every}: go back at least over the new errors")
    rate = _positive_rate(rate)
    h, path = [weights.s], []
    for start in range(0, len(x), every):
        end = min(start + every, len(x))
        h += unroll(weights._replace(s=h[-1]), x[start:end]).h[1:]
        first = max(end - back, 0)
        seen = h[first:]
        targets = only_last(weights, seen, *y[start:end])
        weights = _moved(weights, _sums(backward(weights, seen, x[first:end], targets)), rate)
        path.append(weights)
    return path


@checked
def learn_forward(weights, x, y, rate):
    """Run once through a sequence and move the weights after each step, by real-time recurrent learning.

    What the state owes to the weights is carried forward, so nothing is cut off; but it was gathered under
    weights that have changed since. Williams and Zipser (1989), section 2.3.

    Args:
        weights: `Weights`, or any (u, v, w[, s]).
        x: the T inputs.
        y: the T targets.
        rate: the step is so many times the gradient, a positive number.

    Returns:
        The list of the `Weights` after each change.

    Raises:
        TypeError, ValueError: as `unrolled.bptt`; rate is not positive.
    """
    rate = _positive_rate(rate)
    h_t, carried, path = weights.s, (0, 0, 0), []
    for x_t, y_t in zip(x, y, strict=True):
        h_before, h_t = unroll(weights._replace(s=h_t), [x_t]).h
        carried, gradient = rtrl_step(weights, h_before, h_t, x_t, y_t, carried)
        weights = _moved(weights, gradient[:3], rate)
        path.append(weights)
    return path


@checked
def randomly_truncated_bptt(weights, x, y, go_on, random):
    """Return a gradient that is cut at random places and yet right on average.

    Between any two steps the way back goes on with probability `go_on`, and what passes is divided by it. The
    average over all cuts is the gradient of `bptt`. Tallec and Ollivier (2017), section 4, with one
    probability for all steps.

    Args:
        weights: `Weights`, or any (u, v, w[, s]).
        x: the T inputs.
        y: the T targets.
        go_on: above 0 and at most 1; the way back is 1 / (1 - go_on) steps long on average.
        random: a numpy random generator, or a list of T - 1 truths that say where the way back goes on:
            the first, from step 2 to step 1.

    Returns:
        `Weights`, as `bptt`.

    Raises:
        TypeError, ValueError: as `bptt`; go_on is out of its range; the list has another length.
    """
    go_on = clean_number(go_on, "go_on")
    if not 0 < go_on <= 1:
        raise ValueError(f"go_on is {go_on}: give a probability above 0 and at most 1")
    passes = random.random(len(x) - 1) < go_on if hasattr(random, "random") else list(random)
    if len(passes) != len(x) - 1:
        raise ValueError(f"random has {len(passes)} truths: give one between each two of {len(x)} steps")
    h = unroll(weights, x).h
    # A factor w / go_on in place of w: what passes is divided by the probability that it does.
    stronger = weights._replace(w=weights.w / go_on)
    cuts = [0, *(t for t, passed in enumerate(passes, start=1) if not passed), len(x)]
    pieces = [list(backward(stronger, h[a : b + 1], x[a:b], y[a:b])) for a, b in itertools.pairwise(cuts)]
    delta_1 = pieces[0][-1][1]
    return Weights(*_sums(step for piece in pieces for step in piece), weights.w * delta_1)


class Comparison(NamedTuple):
    """How one gradient compares with another."""

    angle: float  #: between the two, in degrees; above 90 a small step against the one climbs
    ratio: float  #: the length of the first over the length of the second


def compare(gradient, true, names="uvw"):
    """Compare two gradients.

    Args:
        gradient: `Weights`, numbers or arrays.
        true: `Weights` of the same shape.
        names: the parts that count; "vw" leaves out u, whose error goes back no step.

    Returns:
        `Comparison`, numbers or arrays; NaN where a gradient is zero.
    """
    a, b = (
        np.array(np.broadcast_arrays(*(getattr(parts, name) for name in names)), dtype=float)
        for parts in (gradient, true)
    )
    with np.errstate(all="ignore"):
        size_a, size_b = np.sqrt((a * a).sum(axis=0)), np.sqrt((b * b).sum(axis=0))
        # Half the angle from the two unit vectors' sum and difference: arccos loses digits near 0 and 180.
        a, b = a / size_a, b / size_b
        half = np.arctan2(np.sqrt(((a - b) ** 2).sum(axis=0)), np.sqrt(((a + b) ** 2).sum(axis=0)))
        return Comparison(np.degrees(2 * half)[()], (size_a / size_b)[()])


class Cost(NamedTuple):
    """What a method needs for the recurrent part of a network of n neurons over T steps."""

    products: int  #: multiplications
    kept: int  #: numbers held in memory at once, besides the weights and the gradient


def bptt_cost(neurons, steps, inputs=1):
    """Return the `Cost` of the gradient by backpropagation through time, dE/dW and dE/dV.

    Each step forward multiplies by W and V; each step back multiplies by sigma'(z_t) and by W, and adds
    delta_t h_{t-1} and delta_t x_t, as outer products. All states are kept.

    Args:
        neurons: n, 1 or more.
        steps: T, 1 or more.
        inputs: m, 1 or more.
    """
    n, m, T = neurons, inputs, steps
    forward = n * n + n * m
    back = n + n * n + (n * n + n * m)
    return Cost(T * (forward + back), (T + 1) * n)


def rtrl_cost(neurons, steps, inputs=1):
    """Return the `Cost` of the same gradient by real-time recurrent learning.

    Carried are the derivatives of n states by each of the n (n + m) weights. At each step each weight's n
    derivatives are multiplied by W and by sigma'(z_t), then by the error at the n states. Nothing else is kept
    but the state.

    Args:
        neurons: n, 1 or more.
        steps: T, 1 or more.
        inputs: m, 1 or more.
    """
    n, m, T = neurons, inputs, steps
    weights = n * n + n * m
    forward = n * n + n * m
    carry = weights * (n * n + n)
    use = weights * n
    return Cost(T * (forward + carry + use), n + weights * n)


class Measured(NamedTuple):
    """What one call took on this computer."""

    seconds: float  #: the fastest of five
    kilobytes: float  #: held by Python objects at once, at most


def measured(method, steps):
    """Return what a gradient method takes for a sequence of so many steps, as `Measured`.

    The check of its arguments, which copies them, is left out.

    Args:
        method: `bptt` or `rtrl`, or any function of weights, x and y.
        steps: T, 1 or more.
    """
    method = inspect.unwrap(method)
    weights, x, y = Weights(1.3, -0.7, 2.1, 0.4), [0.5] * steps, [0.5] * steps
    seconds = min(timeit.repeat(lambda: method(weights, x, y), number=1, repeat=5))
    tracemalloc.start()
    try:
        method(weights, x, y)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return Measured(seconds, peak / 1000)


def _sums(steps):
    """Return the sums of what `backward` yields for the copies of u, v and w."""
    return tuple(map(sum, list(zip(*steps, strict=True))[2:]))


def _moved(weights, gradient, rate):
    moved = (weight - rate * slope for weight, slope in zip(weights[:3], gradient, strict=True))
    return Weights(*moved, weights.s)


def _positive_rate(rate):
    rate = clean_number(rate, "rate")
    if not (isinstance(rate, float) and rate > 0):
        raise ValueError(f"rate is {rate}: give a positive number, such as 0.1")
    return rate
