"""Many neurons: the recursion of `unrolled.rnn` and `unrolled.gradients`, with matrices for numbers.

    one neuron                                     n neurons, m inputs, k outputs
    h_0 = s                                        h_0 = s                            n values
    z_t = w h_{t-1} + v x_t                        z_t = W h_{t-1} + V x_t + b        n values
    h_t = f(z_t)                                   h_t = f(z_t), value by value
    p_t = u h_t                                    p_t = U h_t + c                    k values
    E   = sum_t (y_t - p_t)^2                      E   = sum_t |y_t - p_t|^2

    e_t = 2 (p_t - y_t)                            e_t = 2 (p_t - y_t)
    delta_t = f'(z_t) (u e_t + w delta_{t+1})      delta_t = f'(z_t) * (U' e_t + W' delta_{t+1})
    dE/du = sum_t e_t h_t                          dE/dU = sum_t e_t h_t'
    dE/dv = sum_t delta_t x_t                      dE/dV = sum_t delta_t x_t'
    dE/dw = sum_t delta_t h_{t-1}                  dE/dW = sum_t delta_t h_{t-1}'
    dE/ds = w delta_1                              dE/ds = W' delta_1
                                                   dE/db = sum_t delta_t,  dE/dc = sum_t e_t

On the right, * goes value by value and ' transposes: a weight that carried a signal forward carries the
error back. With n = m = k = 1 and b = c = 0 the right column is the left one. f is the sigmoid or tanh.

Only what must go step by step is a loop. Sums over t of outer products, such as sum_t e_t h_t', are single
matrix products of arrays that hold one step a row.

Sources: Elman, "Finding structure in time", Cognitive Science 14 (1990), figure 2; Werbos, "Backpropagation
through time: what it does and how to do it", Proceedings of the IEEE 78 (1990), section II.
"""

from typing import Any, NamedTuple

import numpy as np

from .checks import Unrolled, clean_count


class Matrices(NamedTuple):
    """The weights of a network of n neurons, m inputs and k outputs; or a gradient: U then means dE/dU."""

    U: Any  #: output weights, shape (k, n)
    V: Any  #: input weights, shape (n, m)
    W: Any  #: recurrent weights, shape (n, n): W[i, j] leads from neuron j to neuron i
    s: Any  #: the first hidden state h_0, shape (n,)
    b: Any  #: hidden biases, shape (n,)
    c: Any  #: output biases, shape (k,)


class Activation(NamedTuple):
    """A function f for the neurons, with its derivative."""

    value: Any  #: z -> f(z)
    slope: Any  #: h = f(z) -> f'(z); the derivative is had from the function's own value


# The sigmoid is `unrolled.sigma` for arrays. It is written out because `sigma` silences overflow on each
# call, which costs as much as all else in a step; `_unroll` does so once for the whole sequence.
ACTIVATIONS = {
    "sigmoid": Activation(lambda z: 1 / (1 + np.exp(-z)), lambda h: h * (1 - h)),
    "tanh": Activation(np.tanh, lambda h: 1 - h * h),
}


def random_matrices(neurons, inputs=1, outputs=1, seed=0):
    """Return starting weights, drawn evenly from [-a, a] with a = 1 / sqrt(neurons), as PyTorch draws them.

    The first hidden state starts at zero.

    Args:
        neurons: n, 1 or more.
        inputs: m, 1 or more.
        outputs: k, 1 or more.
        seed: a whole number, 0 or more; the same seed gives the same weights.

    Raises:
        TypeError, ValueError: a count is not a whole number of 1 or more.
    """
    n = clean_count(neurons, "neurons", "neurons")
    m, k = clean_count(inputs, "inputs", "inputs"), clean_count(outputs, "outputs", "outputs")
    draw = np.random.default_rng(seed).uniform
    a = 1 / np.sqrt(n)
    return Matrices(
        U=draw(-a, a, (k, n)),
        V=draw(-a, a, (n, m)),
        W=draw(-a, a, (n, n)),
        s=np.zeros(n),
        b=draw(-a, a, n),
        c=draw(-a, a, k),
    )


def from_one_neuron(weights):
    """Return `unrolled.Weights` (numbers u, v, w, s) as the `Matrices` of a network with n = 1, b = c = 0."""
    u, v, w, s = weights
    return Matrices(*(np.array([[value]]) for value in (u, v, w)), np.array([s]), b=np.zeros(1), c=np.zeros(1))


def unroll(weights, x, activation="sigmoid"):
    """Run the network over a sequence and keep all that it computes.

    Args:
        weights: `Matrices`, real or complex.
        x: T inputs, shape (T, m); a list of T numbers if m = 1.
        activation: "sigmoid" or "tanh".

    Returns:
        `Unrolled(z, h, p)`, arrays with one step a row: z (T, n), h (T + 1, n) with h[t] = h_t, p (T, k).

    Raises:
        TypeError, ValueError: the shapes do not fit, a value is not finite, or the activation is unknown.
    """
    weights, x, f = _checked(weights, x, activation)
    return _unroll(weights, x, f)


def error(weights, x, y, activation="sigmoid"):
    """Return E = sum_t |y_t - p_t|^2.

    Args:
        weights: as for `unroll`.
        x: as for `unroll`.
        y: T targets, shape (T, k); a list of T numbers if k = 1.
        activation: "sigmoid" or "tanh".

    Raises:
        TypeError, ValueError: as `unroll`.
    """
    weights, x, f = _checked(weights, x, activation)
    difference = _series(y, "y", len(weights.c), len(x)) - _unroll(weights, x, f).p
    return (difference * difference).sum()


def bptt(weights, x, y, activation="sigmoid"):
    """Return the gradient of E by backpropagation through time, as `Matrices`.

    Args:
        weights: as for `error`.
        x: as for `error`.
        y: as for `error`.
        activation: "sigmoid" or "tanh".

    Raises:
        TypeError, ValueError: as `error`.
    """
    return error_and_gradient(weights, x, y, activation)[1]


def error_and_gradient(weights, x, y, activation="sigmoid"):
    """Return E and its gradient from one pass forward and one back; arguments as for `bptt`."""
    weights, x, f = _checked(weights, x, activation)
    _, h, p = _unroll(weights, x, f)
    difference = p - _series(y, "y", len(weights.c), len(x))
    e = 2 * difference
    delta = _backward(weights, h, e, f)
    gradient = Matrices(
        U=e.T @ h[1:],
        V=delta.T @ x,
        W=delta.T @ h[:-1],
        s=delta[0] @ weights.W,
        b=delta.sum(axis=0),
        c=e.sum(axis=0),
    )
    return (difference * difference).sum(), gradient


def memory(weights, x, t, activation="sigmoid"):
    """Return how the first output at step t depends on each input up to t: d p_t / d x_tau, tau = 1 .. t.

    It is the backward pass of `bptt`, begun with a 1 at step t and zeros elsewhere in place of the errors.

    Args:
        weights: `Matrices`.
        x: as for `unroll`.
        t: the step whose prediction is looked at, 1 to T.
        activation: "sigmoid" or "tanh".

    Returns:
        An array of shape (t, m): row tau - 1 belongs to x_tau, so the last row is the newest input's.

    Raises:
        TypeError, ValueError: as `unroll`; t is not a whole number from 1 to T.
    """
    weights, x, f = _checked(weights, x, activation)
    if clean_count(t, "t", "steps") > len(x):
        raise ValueError(f"t is {t}, but x has {len(x)} steps: give a step from 1 to {len(x)}")
    e = np.zeros((t, len(weights.c)))
    e[-1, 0] = 1
    return _backward(weights, _unroll(weights, x[:t], f).h, e, f) @ weights.V


def _unroll(weights, x, f):
    U, V, W, s, b, c = weights
    z = x @ V.T + b
    z = z.astype(np.result_type(z, W, s), copy=False)
    h = [s]
    with np.errstate(all="ignore"):
        for z_t in z:
            z_t += W.dot(h[-1])  # dot, in place: with so few numbers `W @ h` costs twice as much
            h.append(f.value(z_t))
    h = np.array(h)
    return Unrolled(z, h, h[1:] @ U.T + c)


def _backward(weights, h, e, f):
    """Return delta_1 .. delta_T, one step a row, from the states h_0 .. h_T and the output errors e."""
    delta = np.array(e @ weights.U, dtype=np.result_type(e, weights.U, h))
    transposed, following = weights.W.T.copy(), np.zeros_like(delta[0])
    for delta_t, slope in zip(delta[::-1], f.slope(h[1:])[::-1], strict=True):
        delta_t += transposed.dot(following)
        delta_t *= slope
        following = delta_t
    return delta


def sigmoid_as_tanh(weights):
    """Return the weights with which a tanh network predicts exactly what `weights` predict with sigmoids.

    sigma(z) = (1 + tanh(z / 2)) / 2: a sigmoid neuron is a tanh neuron, shifted and scaled. PyTorch's nn.RNN
    has no sigmoid; this is how to give it one of our networks.
    """
    U, V, W, s, b, c = _checked_weights(weights)
    return Matrices(U=U / 2, V=V / 2, W=W / 4, s=2 * s - 1, b=b / 2 + W.sum(axis=1) / 4, c=c + U.sum(axis=1) / 2)


def to_arrays(weights):
    """Return the weights as a plain dict of arrays, under PyTorch's names.

    The names are those of the `state_dict` of a module that holds `rnn = nn.RNN(m, n)` and
    `linear = nn.Linear(n, k)`. nn.RNN adds up two hidden biases, so the second is zero here. It takes h_0
    as an argument, so s is not in the dict.
    """
    U, V, W, _, b, c = _checked_weights(weights)
    return {
        "rnn.weight_ih_l0": V.copy(),
        "rnn.weight_hh_l0": W.copy(),
        "rnn.bias_ih_l0": b.copy(),
        "rnn.bias_hh_l0": np.zeros_like(b),
        "linear.weight": U.copy(),
        "linear.bias": c.copy(),
    }


def from_arrays(arrays, s=None):
    """Return `Matrices` from a dict as `to_arrays` makes it.

    Args:
        arrays: maps PyTorch's names to arrays (or CPU tensors without gradient).
        s: the first hidden state, shape (n,); zeros, as nn.RNN's own default, if None.

    Raises:
        ValueError: a name is missing or unknown (a second layer, say), or the shapes do not fit.
    """
    expected = set(to_arrays(random_matrices(1)))
    if set(arrays) != expected:
        wrong = ", ".join(sorted(set(arrays) ^ expected))
        raise ValueError(f"arrays has missing or unknown names ({wrong}): give one layer's weights and biases")
    V, W, b, b_more, U, c = (np.asarray(arrays[name], dtype=float) for name in to_arrays(random_matrices(1)))
    return _checked_weights(Matrices(U, V, W, np.zeros_like(b) if s is None else s, b + b_more, c))


def pack(weights):
    """Return all numbers of `Matrices` in one vector, as an optimiser wants them."""
    return np.concatenate([np.ravel(array) for array in weights])


def unpack(vector, like):
    """Return the `Matrices` that `pack` made into vector, with the shapes of the `Matrices` like."""
    ends = np.cumsum([np.size(array) for array in like])[:-1]
    parts = zip(np.split(np.asarray(vector), ends), like, strict=True)
    return Matrices(*(part.reshape(np.shape(array)) for part, array in parts))


def _checked(weights, x, activation):
    weights = _checked_weights(weights)
    if activation not in ACTIVATIONS:
        raise ValueError(f"activation is {activation!r}: give one of {', '.join(map(repr, ACTIVATIONS))}")
    return weights, _series(x, "x", weights.V.shape[1]), ACTIVATIONS[activation]


def _checked_weights(weights):
    try:
        weights = Matrices(*(np.asarray(array) for array in weights))
    except TypeError:
        raise TypeError("weights must be Matrices(U, V, W, s, b, c): random_matrices makes them") from None
    (n,), (k,) = (array.shape if array.ndim == 1 else (-1,) for array in (weights.s, weights.c))
    m = weights.V.shape[-1] if weights.V.ndim == 2 else -1
    shapes = Matrices(U=(k, n), V=(n, m), W=(n, n), s=(n,), b=(n,), c=(k,))
    for name, array, shape in zip(Matrices._fields, weights, shapes, strict=True):
        if array.shape != shape:
            raise ValueError(
                f"{name} has shape {array.shape}: with n neurons, m inputs and k outputs give "
                "U (k, n), V (n, m), W (n, n), s (n,), b (n,), c (k,)"
            )
        if not _finite(array):
            raise ValueError(f"{name} contains something that is no finite number: give finite numbers")
    return weights


def _series(values, name, width, length=None):
    """Return values as an array with one step a row, shape (T, width)."""
    array = np.asarray(values)
    if array.ndim == 1 and width == 1:
        array = array[:, None]
    if array.ndim != 2 or array.shape[1] != width or len(array) == 0:
        raise ValueError(f"{name} has shape {np.shape(values)}: give {width} value(s) for each of T >= 1 steps")
    if length is not None and len(array) != length:
        raise ValueError(f"{name} has {len(array)} steps and x has {length}: each input needs one target")
    if not _finite(array):
        raise ValueError(f"{name} contains something that is no finite number: drop or fill in missing values")
    return array


def _finite(array):
    return array.dtype.kind in "buifc" and np.isfinite(array).all()
