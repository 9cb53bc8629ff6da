"""Updates on the way through a sequence, random truncation, and costs."""

import itertools

import numpy as np
import pytest
from matplotlib.figure import Figure

from unrolled import Weights, bptt, error, rtrl, truncated_bptt
from unrolled.draw.updates import WAYS, schedules
from unrolled.updates import bptt_cost, compare, learn, learn_forward, measured, randomly_truncated_bptt, rtrl_cost

POINT = Weights(1.3, -0.7, 2.1, 0.4)
X, Y = [0.5, -0.2, 0.9, 0.1, -1.3, 0.4, 0.8], [-0.2, 0.9, 0.3, -0.6, 0.2, 0.0, 1.1]
T = len(X)


def stepped(weights, gradient, rate):
    return [weight - rate * slope for weight, slope in zip(weights[:3], gradient[:3], strict=True)]


def test_after_the_whole_sequence_it_is_one_step_of_descent():
    (end,) = learn(POINT, X, Y, rate=0.1, every=T)
    assert end[:3] == pytest.approx(stepped(POINT, bptt(POINT, X, Y), 0.1), rel=1e-14)
    assert end.s == POINT.s


def test_more_steps_than_there_are_is_all_of_them():
    assert learn(POINT, X, Y, 0.1, T + 5) == learn(POINT, X, Y, 0.1, T)


def test_online_learning_by_hand():
    u, v, w, h = POINT
    expected = []
    for x_t, y_t in zip(X, Y, strict=True):
        before = h
        h = 1 / (1 + np.exp(-(w * before + v * x_t)))
        e = 2 * (u * h - y_t)
        delta = h * (1 - h) * u * e
        u, v, w = u - 0.1 * e * h, v - 0.1 * delta * x_t, w - 0.1 * delta * before
        expected.append((u, v, w, 0.4))
    np.testing.assert_allclose(learn(POINT, X, Y, rate=0.1, every=1), expected, rtol=1e-13)


@pytest.mark.parametrize(("every", "back"), [(1, 1), (1, 4), (2, 2), (2, 5), (3, 3), (3, 7), (5, 50)])
def test_against_torch_with_detach(every, back):
    torch = pytest.importorskip("torch", reason="torch is not installed: `pip install .[torch]`")
    # At a tiny rate the weights hardly move, so that old states are as good as new ones, and PyTorch can run
    # the whole sequence under one set of weights: what is compared is which errors reach which copies.
    rate = 1e-9
    path = [POINT, *learn(POINT, X, Y, rate, every, back)]
    h = [0.4]
    for x_t in X:
        h.append(1 / (1 + np.exp(-(POINT.w * h[-1] + POINT.v * x_t))))
    for start, (old, new) in zip(range(0, T, every), itertools.pairwise(path), strict=True):
        end = min(start + every, T)
        first = max(end - back, 0)
        u, v, w = (torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in POINT[:3])
        state, total = torch.tensor(h[first], dtype=torch.float64), 0
        for t in range(first, end):
            state = torch.sigmoid(w * state + v * X[t])
            if t >= start:
                total = total + (u * state - Y[t]) ** 2
        total.backward()
        found = [(a - b) / rate for a, b in zip(old[:3], new[:3], strict=True)]
        assert found == pytest.approx([g.grad.item() for g in (u, v, w)], abs=2e-6)


def test_forward_learning_is_rtrl_when_the_weights_hardly_move():
    rate = 1e-9
    path = learn_forward(POINT, X, Y, rate)
    assert len(path) == T
    found = [(a - b) / rate for a, b in zip(POINT[:3], path[-1][:3], strict=True)]
    assert found == pytest.approx(rtrl(POINT, X, Y)[:3], abs=2e-6)
    first = stepped(POINT, bptt(POINT, X[:1], Y[:1]), 0.1)
    assert learn_forward(POINT, X, Y, 0.1)[0][:3] == pytest.approx(first, rel=1e-13)


@pytest.mark.parametrize("go_on", [0.3, 0.7])
def test_random_truncation_is_right_on_average_over_all_cuts(go_on):
    average = np.zeros(4)
    for passes in itertools.product([True, False], repeat=T - 1):
        chance = go_on ** sum(passes) * (1 - go_on) ** (T - 1 - sum(passes))
        average += chance * np.array(randomly_truncated_bptt(POINT, X, Y, go_on, passes))
    np.testing.assert_allclose(average, bptt(POINT, X, Y), rtol=1e-12)


def test_plain_random_truncation_would_be_biased():
    # The same average without the division: the test above would notice.
    average = np.zeros(4)
    for passes in itertools.product([True, False], repeat=T - 1):
        weights = POINT._replace(w=POINT.w)
        chance = 0.7 ** sum(passes) * 0.3 ** (T - 1 - sum(passes))
        cuts = [0, *(t for t, passed in enumerate(passes, 1) if not passed), T]
        h = [0.4]
        for x_t in X:
            h.append(1 / (1 + np.exp(-(weights.w * h[-1] + weights.v * x_t))))
        for a, b in itertools.pairwise(cuts):
            average += chance * np.array(bptt(weights._replace(s=h[a]), X[a:b], Y[a:b]))
    assert abs(average[2] - bptt(POINT, X, Y).w) > 1e-3


def test_random_truncation_with_a_generator():
    random = np.random.default_rng(1)
    drawn = np.array([randomly_truncated_bptt(POINT, X, Y, 0.5, random) for _ in range(4000)])
    spread = drawn.std(axis=0) / np.sqrt(len(drawn))
    assert (np.abs(drawn.mean(axis=0) - bptt(POINT, X, Y)) <= 4 * spread + 1e-12).all()
    assert randomly_truncated_bptt(POINT, X, Y, 1.0, random) == pytest.approx(bptt(POINT, X, Y), rel=1e-14)


def test_compare():
    true = Weights(1.0, 0.0, 0.0, 9.0)
    assert compare(Weights(0.0, 2.0, 0.0, -1.0), true) == pytest.approx((90, 2))
    assert compare(Weights(-3.0, 0.0, 0.0), true) == pytest.approx((180, 3))
    assert compare(true, true) == (0, 1)
    assert compare(Weights(1.0, 3.0, 4.0), Weights(9.0, 4.0, -3.0), "vw") == pytest.approx((90, 1))
    assert compare(Weights(1.0, 1e-9, 0.0), true).angle == pytest.approx(np.degrees(1e-9), rel=1e-6)
    assert np.isnan(compare(Weights(0.0, 0.0, 0.0), true).angle)


def test_compare_takes_a_grid():
    w = np.linspace(-5, 5, 4)[None, :]
    v = np.linspace(-5, 5, 3)[:, None]
    weights = Weights(1.3, v, w, 0.4)
    angle, ratio = compare(truncated_bptt(weights, X, Y, 2), bptt(weights, X, Y))
    assert angle.shape == ratio.shape == (3, 4)
    one = Weights(1.3, float(v[1, 0]), float(w[0, 2]), 0.4)
    assert compare(truncated_bptt(one, X, Y, 2), bptt(one, X, Y)) == pytest.approx((angle[1, 2], ratio[1, 2]))


class Counting(float):
    """A number that counts the multiplications it takes part in."""

    done = 0

    def __mul__(self, other):
        Counting.done += 1
        return Counting(float(self) * float(other))

    def __add__(self, other):
        return Counting(float(self) + float(other))

    __radd__ = __add__


def filled(*shape):
    if not shape:
        return Counting(0.5)
    return [filled(*shape[1:]) for _ in range(shape[0])]


def times(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


@pytest.mark.parametrize(("n", "m", "steps"), [(1, 1, 3), (2, 1, 4), (3, 2, 2), (5, 1, 1)])
def test_costs_against_counted_multiplications(n, m, steps):
    W, V, slope, x, e = filled(n, n), filled(n, m), filled(n), filled(m), filled(n)
    Counting.done = 0
    for _ in range(steps):
        times(W, e), times(V, x)
        delta = [a * b for a, b in zip(slope, times(W, e), strict=True)]
        [[d * h for h in e] for d in delta], [[d * x_j for x_j in x] for d in delta]
    assert bptt_cost(n, steps, m).products == Counting.done
    carried = filled(n * n + n * m, n)
    Counting.done = 0
    for _ in range(steps):
        times(W, e), times(V, x)
        carried = [[a * b for a, b in zip(slope, times(W, column), strict=True)] for column in carried]
        times(carried, e)
    assert rtrl_cost(n, steps, m).products == Counting.done
    assert bptt_cost(n, steps, m).kept == (steps + 1) * n
    assert rtrl_cost(n, steps, m).kept == n + sum(len(column) for column in carried)


def test_learning_lowers_the_error():
    weights = POINT
    for _ in range(30):
        weights = learn(weights, X, Y, 0.02, T)[-1]
    assert error(weights, X, Y) < error(POINT, X, Y)


def test_errors_say_what_to_give():
    with pytest.raises(ValueError, match="every is 0: give"):
        learn(POINT, X, Y, 0.1, 0)
    with pytest.raises(ValueError, match=r"back is 2 and every is 3"):
        learn(POINT, X, Y, 0.1, 3, 2)
    with pytest.raises(ValueError, match=r"rate is -1\.0: give a positive number"):
        learn_forward(POINT, X, Y, -1.0)
    with pytest.raises(ValueError, match=r"go_on is 0\.0"):
        randomly_truncated_bptt(POINT, X, Y, 0, np.random.default_rng())
    with pytest.raises(ValueError, match="random has 2 truths"):
        randomly_truncated_bptt(POINT, X, Y, 0.5, [True, False])
    with pytest.raises(TypeError, match=r"every is 1\.5"):
        learn(POINT, X, Y, 0.1, 1.5)


def test_the_time_lines_show_the_changes_that_learn_makes():
    ax = Figure().subplots()
    schedules(ax)
    for row, (every, back) in enumerate(WAYS.values()):
        changes = sum(line.get_marker() == "D" and line.get_ydata()[0] == -row for line in ax.lines)
        assert changes == len(learn(POINT, X[:6], Y[:6], 0.1, every, back))
    assert sum(line.get_marker() == "D" and line.get_ydata()[0] == -len(WAYS) for line in ax.lines) == 6


def test_the_time_lines_carry_each_error_back_where_learn_does():
    ax = Figure().subplots()
    schedules(ax)
    for row, (every, back) in enumerate(WAYS.values()):
        dots = [line for line in ax.lines if line.get_marker() == "o" and -row < line.get_ydata()[0] < -row + 0.9]
        assert sorted(t for line in dots for t in line.get_xdata()) == [1, 2, 3, 4, 5, 6]
        ways = [text.xy[0] for text in ax.texts if hasattr(text, "xy") and -row < text.xy[1] < -row + 0.9]
        assert sorted(ways) == sorted(max(end - back, 0) + 0.55 for end in range(every, 7, every))


def test_measured_memory_grows_with_the_steps_for_bptt_only():
    few, many = measured(bptt, 200), measured(bptt, 2000)
    assert many.kilobytes > 5 * few.kilobytes
    assert measured(rtrl, 2000).kilobytes < 2 * measured(rtrl, 200).kilobytes
    assert 0 < few.seconds < many.seconds
