"""The matrix network against PyTorch, the complex step, finite sums by hand, and the one-neuron network."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import import_torch

import unrolled
from unrolled import network

ACTIVATIONS = sorted(network.ACTIVATIONS)


def distance(ours, theirs):
    """Largest |a - b| over all entries, relative to the largest |a| or |b|, of two tuples of arrays."""
    ours, theirs = network.pack(ours), network.pack(theirs)
    return np.abs(ours - theirs).max() / max(np.abs(ours).max(), np.abs(theirs).max(), 1e-300)


def example(neurons, inputs=1, outputs=1, steps=12, seed=0, scale=1.5):
    """Random weights larger than the usual start, a random first state, inputs and targets."""
    rng = np.random.default_rng([neurons, inputs, outputs, steps, seed])
    weights = network.random_matrices(neurons, inputs, outputs, seed)
    weights = network.Matrices(*(scale * array for array in weights))
    weights = weights._replace(s=rng.uniform(-1, 1, neurons))
    return weights, rng.uniform(-2, 2, (steps, inputs)), rng.uniform(-2, 2, (steps, outputs))


def by_complex_step(weights, x, y, activation, step=1e-30):
    vector = network.pack(weights)
    gradient = [
        network.error(network.unpack(vector + 1j * step * unit, weights), x, y, activation).imag / step
        for unit in np.eye(len(vector))
    ]
    return network.unpack(np.array(gradient), weights)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@settings(max_examples=60, deadline=None)
@given(
    neurons=st.integers(1, 6),
    inputs=st.integers(1, 3),
    outputs=st.integers(1, 3),
    steps=st.integers(1, 25),
    seed=st.integers(0, 10**6),
    scale=st.floats(0.1, 4),
)
def test_bptt_equals_the_complex_step(activation, neurons, inputs, outputs, steps, seed, scale):
    weights, x, y = example(neurons, inputs, outputs, steps, seed, scale)
    gradient = network.bptt(weights, x, y, activation)
    assert distance(gradient, by_complex_step(weights, x, y, activation)) < 1e-12


@settings(max_examples=200, deadline=None)
@given(
    weights=st.tuples(*[st.floats(-6, 6)] * 4),
    x=st.lists(st.floats(-2, 2), min_size=1, max_size=30),
    seed=st.integers(0, 10**6),
)
def test_one_neuron_is_the_n_1_case(weights, x, seed):
    y = np.random.default_rng(seed).uniform(-2, 2, len(x)).tolist()
    matrices = network.from_one_neuron(weights)
    small, large = unrolled.unroll(weights, x), network.unroll(matrices, x)
    for one, many in zip(small, large, strict=True):
        np.testing.assert_allclose(many[:, 0], one, rtol=1e-13, atol=1e-13)
    E, gradient = network.error_and_gradient(matrices, x, y)
    assert pytest.approx(unrolled.error(weights, x, y), rel=1e-13) == E
    np.testing.assert_allclose(
        [gradient.U[0, 0], gradient.V[0, 0], gradient.W[0, 0], gradient.s[0]],
        unrolled.bptt(weights, x, y),
        rtol=1e-11,
        atol=1e-12,
    )


def torch_error(torch, weights, x, y, activation):
    """E and its gradient from nn.RNN, nn.Linear and autograd; sigmoid networks run as a torch loop."""
    arrays = network.to_arrays(weights)
    n, k, m = *weights.U.T.shape, weights.V.shape[1]
    x, y = torch.tensor(x), torch.tensor(y)
    s = torch.tensor(weights.s, requires_grad=True)
    model = torch.nn.ModuleDict({"rnn": torch.nn.RNN(m, n), "linear": torch.nn.Linear(n, k)}).double()
    model.load_state_dict({name: torch.tensor(array) for name, array in arrays.items()})
    rnn, linear = model["rnn"], model["linear"]
    if activation == "tanh":
        h, _ = rnn(x, s[None])
    else:
        state, h = s, []
        for x_t in x:
            state = torch.sigmoid(rnn.weight_ih_l0 @ x_t + rnn.bias_ih_l0 + rnn.weight_hh_l0 @ state)
            h.append(state)
        h = torch.stack(h)
    E = ((y - linear(h)) ** 2).sum()
    E.backward()
    gradient = network.Matrices(
        linear.weight.grad,
        rnn.weight_ih_l0.grad,
        rnn.weight_hh_l0.grad,
        s.grad,
        rnn.bias_ih_l0.grad,
        linear.bias.grad,
    )
    return E.item(), network.Matrices(*(array.numpy() for array in gradient)), model


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("neurons", "inputs", "outputs", "steps"), [(1, 1, 1, 3), (4, 2, 3, 30), (8, 1, 1, 200)])
def test_pytorch_finds_the_same_error_and_gradient(activation, neurons, inputs, outputs, steps):
    torch = import_torch()
    weights, x, y = example(neurons, inputs, outputs, steps)
    E, gradient = network.error_and_gradient(weights, x, y, activation)
    their_E, their_gradient, _ = torch_error(torch, weights, x, y, activation)
    assert pytest.approx(their_E, rel=1e-10) == E
    assert distance(gradient, their_gradient) < 1e-10


def test_weights_travel_to_pytorch_and_back():
    torch = import_torch()
    weights, x, y = example(5, 2, 2)
    *_, model = torch_error(torch, weights, x, y, "tanh")
    returned = network.from_arrays(model.state_dict(), weights.s)
    for one, other in zip(weights, returned, strict=True):
        np.testing.assert_array_equal(one, other)


def test_weights_of_a_fresh_pytorch_network_predict_the_same():
    torch = import_torch()
    torch.manual_seed(1)
    model = torch.nn.ModuleDict({"rnn": torch.nn.RNN(2, 3), "linear": torch.nn.Linear(3, 1)}).double()
    x = np.random.default_rng(0).normal(size=(20, 2))
    h, _ = model["rnn"](torch.tensor(x))
    ours = network.unroll(network.from_arrays(model.state_dict()), x, "tanh")
    np.testing.assert_allclose(ours.p, model["linear"](h).detach().numpy(), rtol=1e-10, atol=1e-12)


def test_a_sigmoid_network_can_be_written_with_tanh():
    weights, x, _ = example(4, 2, 3)
    np.testing.assert_allclose(
        network.unroll(network.sigmoid_as_tanh(weights), x, "tanh").p,
        network.unroll(weights, x).p,
        atol=1e-13,
    )


def test_memory_is_the_derivative_of_one_prediction():
    weights, x, _ = example(4, inputs=2, outputs=2, steps=9)
    memory = network.memory(weights, x, 6, "tanh")
    for tau in range(6):
        for j in range(2):
            moved = x.astype(complex)
            moved[tau, j] += 1e-30j
            expected = network.unroll(weights, moved, "tanh").p[5, 0].imag / 1e-30
            assert memory[tau, j] == pytest.approx(expected, rel=1e-12, abs=1e-15)


def test_pack_and_unpack_undo_each_other():
    weights, *_ = example(3, 2, 4)
    for one, other in zip(weights, network.unpack(network.pack(weights), weights), strict=True):
        np.testing.assert_array_equal(one, other)


def test_huge_weights_give_numbers_without_warnings():
    weights, x, y = example(3)
    for scale in (1e3, 1e150):
        large = network.Matrices(*(scale * array for array in weights))
        for activation in ACTIVATIONS:
            assert not np.isnan(network.unroll(large, x, activation).h).any()
    assert np.isfinite(network.error(network.Matrices(*(1e3 * array for array in weights)), x, y))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"W": np.zeros((3, 2))}, r"W has shape \(3, 2\)"),
        ({"U": np.zeros(3)}, r"U has shape \(3,\)"),
        ({"s": np.zeros((3, 1))}, "U|s has shape"),
        ({"b": np.array([0, np.nan, 0])}, "b contains something that is no finite number"),
        ({"c": np.array(["a"])}, "c contains something that is no finite number"),
    ],
)
def test_bad_weights_are_named(change, message):
    weights, x, y = example(3)
    with pytest.raises(ValueError, match=message):
        network.bptt(weights._replace(**change), x, y)


def test_bad_series_are_named():
    weights, x, y = example(3, inputs=2)
    with pytest.raises(ValueError, match=r"x has shape \(12, 1\): give 2 value"):
        network.unroll(weights, x[:, :1])
    with pytest.raises(ValueError, match=r"x has shape \(0, 2\)"):
        network.unroll(weights, x[:0])
    with pytest.raises(ValueError, match="y has 11 steps and x has 12"):
        network.error(weights, x, y[1:])
    with pytest.raises(ValueError, match="y contains something that is no finite number"):
        network.bptt(weights, x, np.where(y > 0, y, np.nan))
    with pytest.raises(ValueError, match="activation is 'relu': give one of 'sigmoid', 'tanh'"):
        network.unroll(weights, x, "relu")
    with pytest.raises(TypeError, match="random_matrices"):
        network.unroll((1, 2, 3), x)
    with pytest.raises(ValueError, match="t is 13, but x has 12 steps"):
        network.memory(weights, x, 13)
    with pytest.raises(ValueError, match=r"linear\.bias"):
        network.from_arrays({k: v for k, v in network.to_arrays(weights).items() if k != "linear.bias"})
    with pytest.raises(ValueError, match="neurons is 0"):
        network.random_matrices(0)
