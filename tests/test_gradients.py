"""The gradients against oracles that owe nothing to them; `oracles` states the norm and its reason."""

import sys

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from oracles import (
    assert_close,
    autograd,
    import_torch,
    relative_error,
    rounding,
    tangent,
    windowed,
)

from unrolled import (
    Weights,
    bptt,
    central_difference,
    complex_step,
    error,
    rtrl,
    truncated_bptt,
    unroll,
)
from unrolled.data import TOY, TOY_WEIGHTS
from unrolled.gradients import backward

CASES = settings(
    max_examples=500,
    derandomize=True,
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


def numbers(limit):
    return st.floats(-limit, limit)


@st.composite
def cases(draw, longest=30):
    T = draw(st.integers(1, longest))
    x, y = (draw(st.lists(numbers(2), min_size=T, max_size=T)) for _ in "xy")
    return Weights(*(draw(numbers(6)) for _ in "uvws")), x, y


def uniform_cases(count=500):
    draw = np.random.default_rng(1986)
    for _ in range(count):
        T = draw.integers(1, 31)
        weights, x, y = (draw.uniform(-limit, limit, size).tolist() for limit, size in ((6, 4), (2, T), (2, T)))
        yield Weights(*weights), x, y


ORACLES = {
    "30 digits": lambda *case: tangent(*case)[0],
    "complex step": lambda weights, x, y: complex_step(lambda W: error(W, x, y), weights),
    "difference quotient": lambda weights, x, y: central_difference(lambda W: error(W, x, y), weights),
    "RTRL": rtrl,
    "PyTorch": autograd,
}


def allowed(oracle, case):
    """Return the differences allowed everywhere; a quotient's error is measured by E, at a step from here."""
    if oracle == "difference quotient":
        size_of_E = error(*case) + 1e-5**2
        return Weights(*[1e-6 * (max(tangent(*case, float)[1]) + size_of_E)] * 4)
    return rounding(*case)


def agree_everywhere(gradient, oracle, phases=tuple(Phase)):
    """Compare on 500 cases that hypothesis chooses to be awkward."""
    if oracle == "PyTorch":
        import_torch()

    @settings(CASES, phases=phases)
    @given(cases())
    def agree(case):
        assert_close(gradient(*case), ORACLES[oracle](*case), allowed(oracle, case))

    agree()


def agree_relatively(gradient, oracle):
    """Compare on 500 cases drawn uniformly, by the plain relative error."""
    for case in uniform_cases():
        # Where the sigmoid is flat the gradient is smaller than the quotient's rounding, which is that of E.
        quotient = oracle == "difference quotient"
        distance = relative_error(gradient(*case), ORACLES[oracle](*case), error(*case) if quotient else 0)
        assert distance <= (1e-6 if quotient else 1e-12), case


AGREEMENTS = pytest.mark.parametrize("agree", [agree_everywhere, agree_relatively])


@AGREEMENTS
@pytest.mark.parametrize("oracle", ORACLES)
def test_bptt_agrees_with(oracle, agree):
    agree(bptt, oracle)


def with_slip(slip):
    """Return BPTT with one slip in it."""

    def gradient(weights, x, y):
        u, _, w, _ = weights
        h = unroll(weights, x).h
        delta, total = 0, Weights(0, 0, 0, 0)
        for t in range(len(x), 0, -1):
            e = 2 * (u * h[t] - y[t - 1])
            slope = 1 if slip == "sigma' left out" else h[t] * (1 - h[t])
            later = delta if slip == "w missing" else w * delta
            delta = slope * ((u if slip == "e_t missing" else u * e) + later)
            before = h[t] if slip == "index shifted" else h[t - 1]
            total = Weights(total.u + e * h[t], total.v + delta * x[t - 1], total.w + delta * before, w * delta)
        return total

    return gradient


def test_without_its_slip_that_recursion_is_bptt():
    assert all(with_slip(None)(*case) == bptt(*case) for case in uniform_cases())


@AGREEMENTS
@pytest.mark.parametrize("oracle", ORACLES)
@pytest.mark.parametrize("slip", ["e_t missing", "w missing", "index shifted", "sigma' left out"])
def test_every_oracle_catches_the_slip(slip, oracle, agree):
    if oracle == "PyTorch":
        import_torch()
    options = {"phases": [Phase.generate]} if agree is agree_everywhere else {}
    with pytest.raises(AssertionError):
        agree(with_slip(slip), oracle, **options)


def test_a_fault_in_the_twelfth_digit_is_seen():
    case = TOY_WEIGHTS, TOY[:-1], TOY[1:]
    found = bptt(*case)
    with pytest.raises(AssertionError):
        assert_close(found._replace(w=found.w * (1 + 1e-12)), tangent(*case)[0], rounding(*case))


def test_the_worked_point():
    """The printed digits of a calculation made apart from this library."""
    x, y = [0.5, -0.2, 0.9], [-0.2, 0.9, 0.3]
    weights = Weights(u=1.3, v=-0.7, w=2.1, s=0.4)
    assert round(error(weights, x, y), 6) == 1.480937
    assert [round(value, 6) for value in bptt(weights, x, y)[:3]] == [2.486590, 0.613395, 0.651238]
    at_w = [share[4] for share in backward(weights, unroll(weights, x).h, x, y)]
    assert [round(share, 3) for share in reversed(at_w)] == [0.280, 0.104, 0.267]


@pytest.mark.parametrize("T", [1, 2, 3, 4])
def test_bptt_is_the_derivative_that_sympy_takes(T):
    """E is written out here as one nested formula, differentiated by SymPy and evaluated to 30 digits."""
    u, v, w, s = symbols = sympy.symbols("u v w s")
    x, y = sympy.symbols(f"x1:{T + 1}"), sympy.symbols(f"y1:{T + 1}")
    h, E = s, 0
    for x_t, y_t in zip(x, y, strict=True):
        h = 1 / (1 + sympy.exp(-(w * h + v * x_t)))
        E += (y_t - u * h) ** 2
    gradient = sympy.lambdify([symbols, x, y], [sympy.diff(E, symbol) for symbol in symbols], mpmath)

    @settings(CASES, max_examples=50)
    @given(cases(longest=T).filter(lambda case: len(case[1]) == T))
    def agree(case):
        with mpmath.workdps(30):
            wanted = gradient(*([mpmath.mpf(value) for value in values] for values in case))
            assert_close(bptt(*case), wanted, rounding(*case))

    agree()


@settings(CASES)
@given(cases(), st.integers(0, 5))
def test_a_window_of_the_whole_sequence_is_bptt_to_the_last_bit(case, more):
    assert truncated_bptt(*case, len(case[1]) + more) == bptt(*case)


def test_a_window_of_one_step_by_hand():
    """With steps=1 every delta_t is sigma'(z_t) u e_t: nothing comes from later errors."""
    u, w, x, y = 1.3, 2.1, TOY[:-1], TOY[1:]
    _, h, p = unroll(TOY_WEIGHTS, x)
    e = [2 * (p[t] - y[t]) for t in range(3)]
    delta = [h[t + 1] * (1 - h[t + 1]) * u * e[t] for t in range(3)]
    by_hand = Weights(
        u=e[0] * h[1] + e[1] * h[2] + e[2] * h[3],
        v=delta[0] * x[0] + delta[1] * x[1] + delta[2] * x[2],
        w=delta[0] * h[0] + delta[1] * h[1] + delta[2] * h[2],
        s=w * delta[0],
    )
    assert truncated_bptt(TOY_WEIGHTS, x, y, steps=1) == pytest.approx(by_hand, rel=1e-14)


@settings(CASES)
@given(cases(), st.integers(1, 31))
def test_truncated_bptt_holds_the_state_before_each_window(case, steps):
    assert_close(truncated_bptt(*case, steps), windowed(*case, steps), rounding(*case))


@pytest.mark.parametrize("window", [1, 2, 4])
def test_that_oracle_catches_a_window_one_too_long(window):
    case = TOY_WEIGHTS, [*TOY, *TOY], [*TOY, *TOY]
    with pytest.raises(AssertionError):
        assert_close(truncated_bptt(*case, window), windowed(*case, window + 1), rounding(*case))


@pytest.mark.parametrize("derivative", [central_difference, complex_step])
def test_numerical_derivatives_work_on_grids(derivative):
    x, y = TOY[:-1], TOY[1:]
    grid = Weights(1.3, np.linspace(-2, 2, 5)[None, :], np.linspace(-2, 2, 3)[:, None], 0.4)
    for found, wanted in zip(derivative(lambda W: error(W, x, y), grid), bptt(grid, x, y), strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-8)


@pytest.mark.parametrize("derivative", [central_difference, complex_step])
def test_numerical_derivatives_take_lists_and_missing_s(derivative):
    square = derivative(lambda W: W.u**2 + W.v * W.w + W.s, ([1, 2], 3, 4))
    assert square.u == pytest.approx([2, 4])
    assert square[1:] == pytest.approx((4, 3, 1))


@pytest.mark.parametrize("may_be_missing", [True, False])
def test_a_missing_torch_is_skipped_only_where_it_may(may_be_missing, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setenv("UNROLLED_REQUIRE_TORCH", "0" if may_be_missing else "1")
    outcome = pytest.skip.Exception if may_be_missing else pytest.fail.Exception
    with pytest.raises(outcome, match=r"pip install 'unrolled\[torch\]'"):
        import_torch()
