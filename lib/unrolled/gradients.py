"""The gradient of the error with respect to u, v, w and s, in five ways.

    e_t     = dE/dp_t = 2 (p_t - y_t)                             output error
    delta_t = dE/dz_t = sigma'(z_t) (u e_t + w delta_{t+1})       hidden error, with delta_{T+1} = 0
    dE/du = sum_t e_t h_t         dE/dv = sum_t delta_t x_t
    dE/dw = sum_t delta_t h_{t-1}         dE/ds = w delta_1

where sigma'(z_t) = h_t (1 - h_t). `backward` is the only place where this recursion is written; like
`unrolled.rnn.forward` it runs on floats, arrays, complex numbers and symbols.

Sources: Werbos, "Backpropagation through time: what it does and how to do it", Proceedings of the IEEE 78
(1990); Williams and Zipser, "A learning algorithm for continually running fully recurrent neural networks",
Neural Computation 1 (1989), for `rtrl`; Williams and Peng, "An efficient gradient-based algorithm for
on-line training of recurrent network trajectories", Neural Computation 2 (1990), for `truncated_bptt`.
"""

import numpy as np

from .checks import checked, clean_count, clean_number, clean_weights
from .rnn import Weights, forward


def backward(weights, h, x, y):
    """Carry the errors back through the unrolled network.

    Args:
        weights: `Weights`.
        h: hidden states h_0 .. h_T, as `unrolled.unroll` returns them.
        x: inputs x_1 .. x_T, so x_t is x[t - 1].
        y: targets y_1 .. y_T.

    Yields:
        For t = T down to 1: e_t, delta_t, and the gradients at this step's own copies of the weights,
        dE/du_t = e_t h_t, dE/dv_t = delta_t x_t, dE/dw_t = delta_t h_{t-1}.
    """
    u, _, w, _ = weights
    delta_t = 0
    for t in range(len(x), 0, -1):
        e_t = 2 * (u * h[t] - y[t - 1])
        delta_t = h[t] * (1 - h[t]) * (u * e_t + w * delta_t)
        yield e_t, delta_t, e_t * h[t], delta_t * x[t - 1], delta_t * h[t - 1]


def _states(weights, x):
    """Return h_0 .. h_T. The z_t are not kept: on a grid each is an array, and memory is what takes time."""
    return [weights.s, *[h_t for _, h_t in forward(weights, x)]]


@checked
def bptt(weights, x, y):
    """Return the gradient of E by backpropagation through time.

    One pass forward and one back: time and memory grow in proportion to T. Werbos (1990), section II.

    Args:
        weights: `Weights`, or any (u, v, w[, s]); numbers, arrays or SymPy expressions.
        x: the T inputs.
        y: the T targets, in the units of x.

    Returns:
        `Weights` holding dE/du, dE/dv, dE/dw, dE/ds, each with the shape to which the weights broadcast.

    Raises:
        TypeError, ValueError: as `unrolled.error`.
    """
    dE_du = dE_dv = dE_dw = 0
    for _, delta_t, at_u, at_v, at_w in backward(weights, _states(weights, x), x, y):  # noqa: B007
        dE_du += at_u
        dE_dv += at_v
        dE_dw += at_w
    return Weights(dE_du, dE_dv, dE_dw, weights.w * delta_t)


@checked
def truncated_bptt(weights, x, y, steps):
    """Return the gradient that is found when each error goes back at most `steps` steps.

    The error e_t reaches the copies of the weights at t, t-1, .., t-steps+1 and no further; what lies
    before counts as constant. Seen from step t: delta_t hears only of the errors e_t .. e_{t+steps-1}, so
    it is the recursion of `bptt` begun at t+steps-1. With steps >= T it is `bptt`, to the last bit.
    Williams and Peng (1990), BPTT(h) with an error at every step.

    Args:
        weights: as for `bptt`.
        x: the T inputs.
        y: the T targets, in the units of x.
        steps: 1 or more.

    Returns:
        `Weights`, as `bptt`.

    Raises:
        TypeError, ValueError: as `bptt`, and when steps is no whole number or below 1.
    """
    steps = clean_count(steps, "steps", "steps back")
    h = _states(weights, x)
    dE_du = dE_dv = dE_dw = 0
    for t in reversed(range(len(x))):
        end = t + steps
        *_, (_, delta_t, at_u, at_v, at_w) = backward(weights, h[t : end + 1], x[t:end], y[t:end])
        dE_du += at_u
        dE_dv += at_v
        dE_dw += at_w
    return Weights(dE_du, dE_dv, dE_dw, weights.w * delta_t)


@checked
def rtrl(weights, x, y):
    """Return the gradient of E by real-time recurrent learning: carried forward in time, never back.

    Beside h_t it carries dh_t/dv, dh_t/dw and dh_t/ds; memory does not grow with T, and the gradient so
    far is known at every step. Williams and Zipser (1989), equations 7 to 9.

    Args:
        weights: as for `bptt`.
        x: the T inputs.
        y: the T targets, in the units of x.

    Returns:
        `Weights`, as `bptt`.

    Raises:
        TypeError, ValueError: as `bptt`.
    """
    h_before, carried = weights.s, (0, 0, 1)
    sums = (0, 0, 0, 0)
    for (_, h_t), x_t, y_t in zip(forward(weights, x), x, y, strict=True):
        carried, gradient_t = rtrl_step(weights, h_before, h_t, x_t, y_t, carried)
        sums = [total + part for total, part in zip(sums, gradient_t, strict=True)]
        h_before = h_t
    return Weights(*sums)


def rtrl_step(weights, h_before, h_t, x_t, y_t, carried):
    """Carry the derivatives of the hidden state forward by one step; the one step of `rtrl`.

    Args:
        weights: `Weights`.
        h_before: h_{t-1}.
        h_t: the state that follows it.
        x_t: the input.
        y_t: the target.
        carried: dh_{t-1}/dv, dh_{t-1}/dw and dh_{t-1}/ds; at the start 0, 0 and 1.

    Returns:
        The three derivatives of h_t, and the gradient of (y_t - p_t)^2 alone, as `Weights`.
    """
    u, _, w, _ = weights
    dh_dv, dh_dw, dh_ds = carried
    slope = h_t * (1 - h_t)
    dh_dv = slope * (x_t + w * dh_dv)
    dh_dw = slope * (h_before + w * dh_dw)
    dh_ds = slope * (w * dh_ds)
    e_t = 2 * (u * h_t - y_t)
    return (dh_dv, dh_dw, dh_ds), Weights(e_t * h_t, u * e_t * dh_dv, u * e_t * dh_dw, u * e_t * dh_ds)


def central_difference(function, weights, step=1e-5):
    """Return the difference quotient (f(W + step) - f(W - step)) / (2 step) for each weight in turn.

    Args:
        function: called with `Weights`, returns a number or an array.
        weights: `Weights`, or any (u, v, w[, s]).
        step: the small change, positive. The result is wrong by about step^2 (a quotient is not a slope)
            plus 1e-16 / step (rounding), each times the size of what is measured; 1e-5 balances the two.

    Returns:
        `Weights` of quotients.

    Raises:
        TypeError, ValueError: step is not a positive number, or a weight is not finite numbers.
    """
    step = _positive(step, "step")
    weights = clean_weights(weights)

    def quotient(name, weight):
        above, below = weight + step, weight - step
        rise = function(weights._replace(**{name: above})) - function(weights._replace(**{name: below}))
        return rise / (2 * step)

    with np.errstate(all="ignore"):
        return Weights(*map(quotient, Weights._fields, weights))


def complex_step(function, weights, step=1e-30):
    """Return the complex-step derivative Im f(W + i step) / step for each weight in turn.

    No difference is taken, so nothing cancels and the step may be as small as one likes: the result is
    right to about the last digit. Squire and Trapp, "Using complex variables to estimate derivatives of real
    functions", SIAM Review 40 (1998), equation 2.1.

    Args:
        function: called with complex `Weights`; must be built from operations that work on complex numbers
            (no abs, no comparisons), as `unrolled.error` is.
        weights: `Weights`, or any (u, v, w[, s]), real.
        step: the imaginary change, positive.

    Returns:
        `Weights` of derivatives.

    Raises:
        TypeError, ValueError: step is not a positive number, or a weight is not finite real numbers.
    """
    step = _positive(step, "step")
    weights = clean_weights(weights)
    for name, weight in zip(Weights._fields, weights, strict=True):
        if np.iscomplexobj(weight):
            raise ValueError(f"{name} is complex: give real weights, the step itself is the imaginary part")

    def derivative(name, weight):
        return function(weights._replace(**{name: weight + 1j * step})).imag / step

    with np.errstate(all="ignore"):
        return Weights(*map(derivative, Weights._fields, weights))


def _positive(value, name):
    value = clean_number(value, name)
    if not (isinstance(value, float) and value > 0):
        raise ValueError(f"{name} is {value}: give a positive number")
    return value
