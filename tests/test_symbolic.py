import time
from itertools import pairwise

import numpy as np
import pytest
import sympy

from unrolled import Weights, bptt, error, rnn, unroll
from unrolled.symbolic import Network, growth, operations_of_backpropagation, same, sigma

TO_FIVE = range(1, 6)


@pytest.mark.parametrize("T", TO_FIVE)
def test_rules_are_the_library_run_on_symbols(T):
    network = Network(T)
    run = unroll(network.weights, network.x)
    for names, formulas in [(network.z, run.z), (network.h, run.h), (network.p, run.p)]:
        assert [network.in_exponentials(name) for name in names] == formulas
    whole = error(network.weights, network.x, network.y)
    assert network.in_exponentials(network.error) == whole
    assert same(network.in_h(whole), network.in_h(network.error))


def test_rules_read_as_the_course_writes_them():
    u, v, w, s, x_1, x_2, h_1, h_2, z_2, p_2, y_2 = sympy.symbols("u v w s x_1 x_2 h_1 h_2 z_2 p_2 y_2")
    rules = {str(name): rule for name, rule in Network(2).rules.items()}
    assert rules["z_1"] == w * s + v * x_1
    assert rules["z_2"] == w * h_1 + v * x_2
    assert rules["h_2"] == sigma(z_2)
    assert rules["p_2"] == u * h_2
    assert rules["E_2"] == (y_2 - p_2) ** 2


def test_slope_of_sigma_is_derived_from_the_sigmoid():
    z = sympy.Symbol("z")
    assert sigma(z).diff(z) == sigma(z) * (1 - sigma(z))
    by_exponentials = sympy.diff(rnn.sigma(z), z) - sigma(z).diff(z).rewrite(sympy.exp)
    assert sympy.simplify(by_exponentials) == 0


@pytest.mark.parametrize("T", TO_FIVE)
def test_bptt_is_the_derivative_of_the_unrolled_error(T):
    network = Network(T)
    gradient = bptt(network.weights, network.x, network.y)
    for weight, by_bptt, by_steps in zip(network.weights, gradient, network.backpropagated(), strict=True):
        derivative = network.derivative(weight)
        assert same(derivative, network.in_h(by_bptt))
        assert same(derivative, by_steps)


def test_the_derivative_in_h_is_that_of_the_exponentials():
    """No sigma, no h: SymPy's plain derivative of the nested exponentials, compared as numbers."""
    network = Network(3)
    plain = error(network.weights, network.x, network.y)
    symbols = sorted(plain.free_symbols, key=str)
    point = {symbol: sympy.Rational(2 * i - 9, 7) for i, symbol in enumerate(symbols)}
    for weight in network.weights:
        by_exponentials = sympy.diff(plain, weight).subs(point).evalf(40)
        by_names = network.in_exponentials(network.derivative(weight)).subs(point).evalf(40)
        assert abs(by_exponentials - by_names) < sympy.Float("1e-30")


def test_each_proof_at_five_steps_takes_less_than_a_fifth_of_a_second():
    network = Network(5)
    by_bptt = Weights(*map(network.in_h, bptt(network.weights, network.x, network.y)))
    for weight, formula in zip(network.weights, by_bptt, strict=True):
        derivative = network.derivative(weight)
        took = []
        for _ in range(3):
            sympy.core.cache.clear_cache()
            start = time.perf_counter()
            assert same(derivative, formula)
            took.append(time.perf_counter() - start)
        assert min(took) < 0.2


def rival(without_e=False, without_w=False, shifted=False, late_end=False):
    """Return a backward pass with one slip in it."""

    def backward(weights, h, x, y):
        u, _, w, _ = weights
        delta_t = 1 if late_end else 0
        for t in range(len(x), 0, -1):
            e_t = 2 * (u * h[t] - y[t - 1])
            later = delta_t if without_w else w * delta_t
            delta_t = h[t] * (1 - h[t]) * ((u if without_e else u * e_t) + later)
            yield e_t, delta_t, e_t * h[t], delta_t * x[t - 1], delta_t * h[t if shifted else t - 1]

    return backward


@pytest.mark.parametrize("slip", ["without_e", "without_w", "shifted", "late_end"])
def test_a_wrong_recursion_is_rejected(slip):
    network = Network(3)
    wrong = network.backpropagated(rival(**{slip: True}))
    assert not same(network.derivative(network.weights.w), wrong.w)
    assert same(network.derivative(network.weights.w), network.backpropagated(rival()).w)


@pytest.mark.parametrize("T", TO_FIVE)
@pytest.mark.parametrize("letter", "uvw")
def test_the_copies_gradients_add_up_to_the_tied_one(T, letter):
    tied, untied = Network(T), Network(T, untied=letter)
    copies = [getattr(copy, letter) for copy in untied.copies]
    assert [str(copy) for copy in copies] == [f"{letter}_{t}" for t in range(1, T + 1)]
    shares = [untied.tied(untied.derivative(copy)) for copy in copies]
    whole = tied.derivative(getattr(tied.weights, letter))
    assert same(sum(shares), whole)
    if T > 1:
        assert not same(sum(shares[:-1]), whole)


def test_all_weights_can_be_untied_at_once():
    tied, untied = Network(3), Network(3, untied="uvw")
    assert untied.tied(untied.error) == tied.error
    assert len(untied.error.free_symbols) == 3 * 3 + 1 + 6


@pytest.mark.parametrize("T", TO_FIVE)
@pytest.mark.parametrize("letter", "uvws")
def test_all_paths_together_give_the_derivative(T, letter):
    network = Network(T)
    paths = network.paths(letter)
    assert len(paths) == (T if letter in "us" else T * (T + 1) // 2)
    derivative = network.derivative(getattr(network.weights, letter))
    assert same(derivative, network.in_h(sum(path.product for path in paths)))
    assert T == 1 or not same(derivative, network.in_h(sum(path.product for path in paths[1:])))


def test_a_path_is_a_chain():
    longest = Network(3, untied="w").paths("w")[-1]
    assert (longest.t, longest.k) == (3, 1)
    names = [str(longest.factors[0].of), *(str(factor.by) for factor in longest.factors)]
    assert names == ["E_3", "p_3", "h_3", "z_3", "h_2", "z_2", "h_1", "z_1", "w_1"]
    slopes = [str(factor.slope) for factor in longest.factors]
    assert slopes == ["e_3", "u", "h_3*(1 - h_3)", "w_3", "h_2*(1 - h_2)", "w_2", "h_1*(1 - h_1)", "s"]


def test_one_copy_takes_all_paths_that_end_in_it():
    untied = Network(4, untied="w")
    for k, copy in enumerate(untied.copies, start=1):
        ending_here = sum(path.product for path in untied.paths("w") if path.k == k)
        assert same(untied.derivative(copy.w), untied.in_h(ending_here))


def test_a_total_derivative_lets_the_states_move():
    network, untied = Network(3), Network(3, untied="w")
    _, _, w, s = network.weights
    h_1 = network.h[1]
    assert same(network.derivative(w, of=network.z[1]), h_1 + w * h_1 * (1 - h_1) * s)
    copies = [untied.derivative(copy.w, of=untied.z[1]) for copy in untied.copies[:2]]
    assert same(untied.tied(sum(copies)), network.derivative(w, of=network.z[1]))
    last = (network.y[2] - network.p[2]) ** 2
    by_paths = sum(path.product for path in network.paths("w") if path.t == 3)
    assert same(network.derivative(w, of=last), network.in_h(by_paths))
    with pytest.raises(ValueError, match=r"z_2 does not depend on w_3 here: choose among .*w_2"):
        untied.derivative(untied.copies[2].w, of=untied.z[1])


def test_short_form_of_the_output_weight():
    network = Network(3)
    short = network.short(network.derivative(network.weights.u))
    assert short == sum(e_t * h_t for e_t, h_t in zip(network.e, network.h[1:], strict=True))
    for weight in network.weights:
        derivative = network.derivative(weight)
        short = network.short(derivative)
        assert short.free_symbols.isdisjoint(network.y)
        assert same(network.in_h(short), derivative)


@pytest.mark.parametrize("T", TO_FIVE)
def test_formulas_compute_the_numbers_of_bptt(T):
    network = Network(T)
    random = np.random.default_rng(T)
    functions = [network.function(derivative) for derivative in network.gradient()]
    total = network.function(network.error)
    for _ in range(20):
        weights = Weights(*random.uniform(-3, 3, 4).tolist())
        x, y = random.uniform(-2, 2, (2, T)).tolist()
        values = [function(weights, x, y) for function in functions]
        np.testing.assert_allclose(values, bptt(weights, x, y), rtol=1e-11, atol=1e-14)
        np.testing.assert_allclose(total(weights, x, y), error(weights, x, y), rtol=1e-13)


def test_formulas_run_on_grids():
    network = Network(2)
    grid = Weights(0.7, np.linspace(-1, 1, 5)[None, :], np.linspace(-2, 2, 4)[:, None], 0.1)
    x, y = [0.5, -0.2], [-0.2, 0.9]
    value = network.function(network.derivative(network.weights.w))(grid, x, y)
    np.testing.assert_allclose(value, bptt(grid, x, y).w, rtol=1e-12)


def test_growth():
    sizes = [growth(T) for T in range(1, 9)]
    assert [size.written_out for size in sizes[:4]] == [26, 93, 220, 424]
    for before, after in pairwise(sizes):
        assert after.terms > 2 * before.terms
        assert after.written_out - before.written_out > 60
        assert after.shared - before.shared < 20
        assert after.backpropagation - before.backpropagation == 22
    assert sizes[-1].written_out > 10 * sizes[-1].backpropagation > 10 * sizes[-1].shared


def test_operations_of_backpropagation_are_counted_not_computed():
    # Forward: 3 for z, 4 for sigma. Backward: 3 for e, 6 for delta, 3 products, 3 sums. At the end w delta.
    assert operations_of_backpropagation(1) == 3 + 4 + 3 + 6 + 3 + 3 + 1


def test_same_tells_equal_from_unequal():
    a, b = sympy.symbols("a b")
    assert same((a + b) ** 2, a**2 + 2 * a * b + b**2)
    assert not same((a + b) ** 2, a**2 + b**2)
    assert same(3, 3)
    assert not same(3, 4)
    assert same(sigma(a) * (1 - sigma(a)), sigma(a) - sigma(a) ** 2)
    assert not same(sigma(a), sigma(b))


def test_same_wants_exact_polynomials():
    with pytest.raises(ValueError, match="exact"):
        same(sympy.Rational(1, 3), 0.3333333333333333)
    with pytest.raises(sympy.SympifyError):
        same("1 + 1", 2)
    z = sympy.Symbol("z")
    with pytest.raises(ValueError, match="in_h"):
        same(sympy.exp(z), 1 + z)
    with pytest.raises(ValueError, match="in_h"):
        same(1 / (1 + z), z)


def test_bad_input():
    with pytest.raises(TypeError, match="T is"):
        Network("3")
    with pytest.raises(ValueError, match="T is 0"):
        Network(0)
    with pytest.raises(ValueError, match="untied is 's'"):
        Network(2, untied="s")
    with pytest.raises(ValueError, match="letter is 'x'"):
        Network(2).paths("x")
    untied = Network(2, untied="w")
    with pytest.raises(ValueError, match=r"does not depend on w here.*w_1"):
        untied.gradient()
    with pytest.raises(ValueError, match="untied weights"):
        untied.backpropagated()
    with pytest.raises(TypeError, match="T is"):
        growth(2.5)
