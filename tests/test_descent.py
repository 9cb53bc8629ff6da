"""The rules against recurrences written another way, closed forms, scipy and PyTorch; the path's honesty."""

from itertools import islice

import numpy as np
import pytest
import scipy.optimize
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled import Weights, bptt, error, sequence_pairs
from unrolled import descent as d

X, Y = sequence_pairs([0.5, -0.2, 0.9, 0.3])
START = Weights(1.3, -0.7, 2.1, 0.4)

RULES = {
    d.gradient_descent: {"rate": 0.05},
    d.momentum: {"rate": 0.05, "keep": 0.9},
    d.nesterov: {"rate": 0.05, "keep": 0.9},
    d.sign_descent: {"size": 0.1, "shrink": 0.98},
    d.normalised_descent: {"size": 0.1, "shrink": 0.98},
    d.rprop: {"size": 0.1},
    d.random_search: {"size": 0.3},
    d.coordinate_search: {"size": 0.3},
    d.hooke_jeeves: {"size": 0.3},
    d.nelder_mead: {},
    d.conjugate_gradient: {},
    d.bfgs: {},
    d.newton: {},
}
WITH_GRADIENT = [d.gradient_descent, d.momentum, d.nesterov, d.sign_descent, d.normalised_descent, d.rprop]
SEARCHES = [d.random_search, d.coordinate_search, d.hooke_jeeves]
SCIPY = [d.nelder_mead, d.conjugate_gradient, d.bfgs, d.newton]


def rnn_error(weights):
    return error(weights, X, Y)


def rnn_gradient(weights):
    return bptt(weights, X, Y)


def rnn(rule, **others):
    hessian = d.hessian_from(rnn_gradient)
    others = {"steps": 60, **RULES[rule], **others}
    return d.descend(rule, START, rnn_error, rnn_gradient, hessian, **others)


def valley(point):
    """Rosenbrock's valley, the usual test of a method; its lowest point is (1, 1)."""
    a, b = point
    return (1 - a) ** 2 + 100 * (b - a * a) ** 2


def valley_gradient(point):
    a, b = point
    return np.array([-2 * (1 - a) - 400 * a * (b - a * a), 200 * (b - a * a)])


# Each rule does what its source says


@given(st.floats(0.01, 0.99), st.floats(-5, 5))
def test_gradient_descent_on_a_parabola_follows_the_closed_form(rate, start):
    path = d.descend(d.gradient_descent, start, lambda W: W * W, lambda W: 2 * W, rate=rate, steps=20, tolerance=0)
    np.testing.assert_allclose(path.points[:, 0], start * (1 - 2 * rate) ** np.arange(21), atol=1e-12)


@pytest.mark.parametrize(("rule", "ahead"), [(d.momentum, 0.0), (d.nesterov, 1.0)])
def test_momentum_equals_the_form_without_a_velocity(rule, ahead):
    """Polyak (1964), equation 9: x_{k+1} = x_k - rate g + keep (x_k - x_{k-1}); Nesterov: g further on."""
    points = d.descend(rule, [-1.0, 1.0], valley, valley_gradient, rate=1e-3, keep=0.8, steps=50, tolerance=0).points
    before = points[0]
    for k in range(50):
        drift = 0.8 * (points[k] - before)
        expected = points[k] + drift - 1e-3 * valley_gradient(points[k] + ahead * drift)
        np.testing.assert_allclose(points[k + 1], expected, rtol=1e-12)
        before = points[k]


def test_sign_descent_moves_every_weight_by_the_same_shrinking_size():
    moves = np.diff(rnn(d.sign_descent, steps=30).points, axis=0)
    np.testing.assert_allclose(np.abs(moves), np.outer(0.1 * 0.98 ** np.arange(30), np.ones(4)), rtol=1e-12)
    assert (np.sign(moves[0]) == -np.sign(rnn_gradient(START))).all()


def test_normalised_descent_steps_a_shrinking_size_against_the_gradient():
    path = rnn(d.normalised_descent, steps=30)
    moves = np.diff(path.points, axis=0)
    np.testing.assert_allclose(np.linalg.norm(moves, axis=1), 0.1 * 0.98 ** np.arange(30), rtol=1e-12)
    np.testing.assert_allclose(moves[0] / 0.1, -np.array(rnn_gradient(START)) / path.gradient_lengths[0])


def test_rprop_by_hand():
    """Slopes 2W on a parabola from 1: steps .3, .36, .432 down (past 0), no move and half, then up .216."""
    path = d.descend(d.rprop, 1.0, lambda W: W * W, lambda W: 2 * W, size=0.3, steps=5, tolerance=0)
    np.testing.assert_allclose(path.points[:, 0], [1, 0.7, 0.34, -0.092, -0.092, 0.124])


@pytest.mark.parametrize("name", ["SGD", "momentum", "Nesterov", "Rprop"])
def test_rules_agree_with_pytorch(name):
    torch = pytest.importorskip("torch", reason="PyTorch, an optional oracle, is not installed")
    point = torch.tensor([-1.0, 1.0], dtype=torch.float64, requires_grad=True)
    optimiser, rule, options = {
        "SGD": (torch.optim.SGD([point], lr=1e-3), d.gradient_descent, {"rate": 1e-3}),
        "momentum": (torch.optim.SGD([point], lr=1e-3, momentum=0.9), d.momentum, {"rate": 1e-3}),
        # PyTorch's Nesterov carries the point that looks ahead, so it is compared there.
        "Nesterov": (
            torch.optim.SGD([point], lr=1e-3, momentum=0.9, nesterov=True),
            d.nesterov,
            {"rate": 1e-3},
        ),
        "Rprop": (torch.optim.Rprop([point], lr=0.05), d.rprop, {"size": 0.05}),
    }[name]
    for _ in range(40):
        optimiser.zero_grad()
        valley(point).backward()
        optimiser.step()
    points = d.descend(rule, [-1.0, 1.0], valley, valley_gradient, **options, steps=40, tolerance=0).points
    end = points[-1] + 0.9 * (points[-1] - points[-2]) if name == "Nesterov" else points[-1]
    np.testing.assert_allclose(point.detach().numpy(), end, rtol=1e-9)


def test_clipping_cuts_the_length_and_keeps_the_direction():
    rule = d.clipped(d.gradient_descent, 0.5)
    path = d.descend(rule, START, rnn_error, rnn_gradient, rate=1.0, steps=40)
    moves = np.diff(path.points, axis=0)
    lengths = path.gradient_lengths[:-1]
    assert lengths.max() > 0.5 > lengths.min()
    np.testing.assert_allclose(np.linalg.norm(moves, axis=1), np.minimum(lengths, 0.5))
    np.testing.assert_allclose(moves[0] / 0.5, -np.array(rnn_gradient(START)) / lengths[0])


@pytest.mark.parametrize("rule", SEARCHES)
def test_searches_never_climb(rule):
    errors = rnn(rule, steps=200).errors
    assert (np.diff(errors) <= 0).all()
    assert errors[-1] < 0.1 * errors[0]


def test_random_search_can_be_repeated():
    same, again, other = (rnn(d.random_search, seed=seed).points for seed in (3, 3, 4))
    assert (same == again).all()
    assert (same != other).any()


def test_coordinate_search_by_hand():
    """On a^2 + b^2 from (1, -0.5) with size 0.5: both down to (0.5, 0), then only a, then half the size."""
    path = d.descend(d.coordinate_search, [1.0, -0.5], lambda p: p[0] ** 2 + p[1] ** 2, size=0.5, steps=4)
    np.testing.assert_array_equal(path.points, [[1, -0.5], [0.5, 0], [0, 0], [0, 0], [0, 0]])
    # start; a up, a down, b up; a up, a down, b up, b down; then four vain tries a round
    np.testing.assert_array_equal(path.error_calls, [0, 4, 8, 12, 16])


def test_hooke_jeeves_leaps_where_coordinate_search_creeps():
    calls = [
        d.descend(rule, [-1.0, 1.0], valley, size=0.5, steps=10**5, progress=False).calls[-1]
        for rule in (d.hooke_jeeves, d.coordinate_search)
    ]
    assert calls[0] < calls[1] / 5


@pytest.mark.parametrize("rule", [d.hooke_jeeves, d.nelder_mead, d.conjugate_gradient, d.bfgs, d.newton])
def test_the_better_methods_cross_the_valley(rule):
    hessian = d.hessian_from(valley_gradient)
    path = d.descend(rule, [-1.2, 1.0], valley, valley_gradient, hessian, steps=3000, **RULES[rule])
    np.testing.assert_allclose(path.end, [1, 1], atol=1e-5)


@pytest.mark.parametrize(
    ("rule", "method"), [(d.nelder_mead, "Nelder-Mead"), (d.conjugate_gradient, "CG"), (d.bfgs, "BFGS")]
)
def test_every_iterate_and_call_of_scipy_is_recorded(rule, method):
    iterates = [np.array([-1.2, 1.0])]
    jac = None if method == "Nelder-Mead" else valley_gradient
    result = scipy.optimize.minimize(
        valley,
        iterates[0],
        jac=jac,
        method=method,
        callback=lambda xk: iterates.append(xk.copy()),
        options={"maxiter": 16 if jac is None else 15},  # scipy's simplex counts its start as an iteration
    )
    path = d.descend(rule, [-1.2, 1.0], valley, jac, steps=15)
    np.testing.assert_array_equal(path.points, iterates)
    assert path.error_calls[-1] == result.nfev
    assert path.gradient_calls[-1] == result.get("njev", 0)


def test_newton_needs_no_second_step_on_a_bowl():
    path = d.descend(
        d.newton,
        [0.3, -0.2],
        lambda p: p[0] ** 2 + 5 * p[1] ** 2,
        lambda p: np.array([2 * p[0], 10 * p[1]]),
        lambda p: np.diag([2.0, 10.0]),
    )
    assert len(path.points) == 2
    assert path.ended == d.ARRIVED


def test_newton_goes_down_where_the_curvature_is_negative():
    """At W = 0.1 the bare Newton step on W^4 - W^2 climbs to the top at 0; the trusted radius prevents it."""

    def slope(W):
        return 4 * W**3 - 2 * W

    path = d.descend(d.newton, 0.1, lambda W: W**4 - W**2, slope, d.hessian_from(slope))
    assert path.end == pytest.approx(0.5**0.5)


# Hessian, restriction to some weights, forms of the start


def test_hessian_against_sympy():
    symbols = Weights(*sympy.symbols("u v w s"))
    exact = sympy.hessian(error(symbols, X, Y), list(symbols))
    at = dict(zip(symbols, START, strict=True))
    expected = np.array(exact.evalf(30, subs=at), dtype=float)
    np.testing.assert_allclose(d.hessian_from(rnn_gradient)(START), expected, rtol=1e-12)


@settings(max_examples=50)
@given(st.lists(st.floats(-3, 3), min_size=2, max_size=2))
def test_only_holds_the_other_weights(values):
    E, dE = d.only("wv", START, rnn_error, rnn_gradient)
    w, v = values
    here = START._replace(v=v, w=w)
    assert E(values) == rnn_error(here)
    assert list(dE(np.array(values))) == [rnn_gradient(here).w, rnn_gradient(here).v]


def test_only_takes_a_whole_surface():
    grid = np.meshgrid(np.linspace(-2, 2, 5), np.linspace(-1, 1, 4))
    surface = d.only("vw", START, rnn_error)(grid)
    assert surface.shape == (4, 5)
    assert surface[3, 1] == pytest.approx(rnn_error(START._replace(v=-1.0, w=1.0)))


@pytest.mark.parametrize("names", ["", "q", ["v", "x"]])
def test_only_names_the_weights_there_are(names):
    with pytest.raises(ValueError, match="give some of u, v, w, s"):
        d.only(names, START, rnn_error)


def test_the_path_speaks_the_form_of_the_start():
    assert isinstance(rnn(d.gradient_descent).end, Weights)
    assert isinstance(d.descend(d.rprop, 1, lambda W: W * W, lambda W: 2 * W, size=0.1).end, float)
    assert d.descend(d.rprop, [1, 2], valley, valley_gradient, size=0.1, steps=3).end.shape == (2,)


@pytest.mark.parametrize("rule", [*WITH_GRADIENT, d.clipped(d.momentum, 0.3)])
def test_many_starts_at_once_move_as_each_alone(rule):
    E, dE = d.only("vw", START, rnn_error, rnn_gradient)
    starts = np.array([[-2.0, 0.5, 3.0], [1.0, -1.0, 2.0]])
    options = RULES.get(rule, RULES[d.momentum])
    together = next(islice(rule(starts, gradient=dE, **options), 24, None))
    for start, end in zip(starts.T, together.T, strict=True):
        path = d.descend(rule, start, E, dE, steps=25, tolerance=0, **options)
        np.testing.assert_allclose(path.end, end, rtol=1e-9, atol=1e-9)


# What the path records


@pytest.mark.parametrize("rule", [*WITH_GRADIENT, *SEARCHES])
def test_counts_are_the_calls_that_the_bare_rule_makes(rule):
    calls = {"error": 0, "gradient": 0}

    def counted(name, function):
        def call(point):
            calls[name] += 1
            return function(point)

        return call

    E, dE = d.only("uvws", START, rnn_error, rnn_gradient)
    uses = {"gradient": counted("gradient", dE)} if rule in WITH_GRADIENT else {"error": counted("error", E)}
    list(islice(rule(np.array(START), **uses, **RULES[rule]), 40))
    path = d.descend(rule, START, rnn_error, rnn_gradient, steps=40, **RULES[rule])
    assert path.error_calls[-1] == calls["error"]
    assert path.gradient_calls[-1] == calls["gradient"]
    assert path.calls[-1] == sum(calls.values()) > 0


@pytest.mark.parametrize("rule", RULES)
def test_every_column_belongs_to_its_point(rule):
    path = rnn(rule)
    assert path.points.shape == (len(path.errors), 4)
    assert 2 < len(path.errors) <= 61
    for k in (0, 1, -1):
        here = Weights(*path.points[k])
        assert path.errors[k] == pytest.approx(rnn_error(here), rel=1e-12)
        assert path.gradient_lengths[k] == pytest.approx(np.linalg.norm(rnn_gradient(here)), rel=1e-12)
    assert (np.diff(path.calls) >= 0).all()
    assert path.errors[-1] < path.errors[0]


def test_a_hessian_counts_as_its_gradients():
    path = rnn(d.newton, steps=5)
    assert path.hessian_calls[-1] > 0
    assert path.calls[-1] == path.error_calls[-1] + path.gradient_calls[-1] + 4 * path.hessian_calls[-1]


def test_calls_to_an_error():
    path = rnn(d.hooke_jeeves)
    k = next(k for k in range(10, len(path.errors)) if path.errors[k] < min(path.errors[:k]))
    assert path.calls_to(path.errors[k]) == path.calls[k]
    assert path.calls_to(path.errors[0]) == path.calls[0]
    assert path.calls_to(0.0) is None


@pytest.mark.parametrize("rule", [*SEARCHES, d.nelder_mead])
def test_no_gradient_is_needed_and_none_is_made_up(rule):
    path = d.descend(rule, START, rnn_error, steps=20, **RULES[rule])
    assert np.isnan(path.gradient_lengths).all()
    assert path.gradient_calls[-1] == 0


# How a run ends


def test_arriving_ends_the_run():
    path = d.descend(d.gradient_descent, 3.0, lambda W: W * W, lambda W: 2 * W, rate=0.3, tolerance=1e-3)
    assert path.ended == d.ARRIVED
    assert path.gradient_lengths[-1] < 1e-3 <= path.gradient_lengths[-2]


def test_steps_are_counted():
    path = rnn(d.momentum, steps=7)
    assert path.ended == d.USED_UP
    assert len(path.points) == 8


def test_a_search_that_finds_nothing_lower_finishes():
    path = d.descend(d.coordinate_search, 0.3, lambda W: (W - 1) ** 2, size=0.5)
    assert path.ended == d.FINISHED
    assert path.end == pytest.approx(1)


@pytest.mark.parametrize(
    ("E", "dE"),
    [
        (lambda W: W * W, lambda W: 2 * W),
        (lambda W: W**4, lambda W: 4 * W**3),
        (lambda W: np.cosh(W / 9), lambda W: np.sinh(W / 9) * 99),
        (lambda W: W * W, lambda W: 2 * W if abs(W) < 50 else float("nan")),
    ],
)
@pytest.mark.parametrize("rule", [d.gradient_descent, d.momentum, d.nesterov])
@pytest.mark.filterwarnings("error")
def test_divergence_is_a_result(rule, E, dE):
    path = d.descend(rule, 3.0, E, dE, rate=5.0)
    assert path.ended == d.DIVERGED
    assert len(path.points) > 1
    assert np.isfinite(path.points).all()
    assert np.isfinite(path.errors).all()


@pytest.mark.parametrize(
    ("E", "dE"),
    [
        (lambda W: W**40, lambda W: 40 * W**39),  # ** on floats raises OverflowError
        (lambda W: abs(W) ** 0.1, lambda W: 1e308),  # the step itself is infinite
    ],
)
@pytest.mark.filterwarnings("error")
def test_a_first_step_beyond_all_bounds_leaves_the_start(E, dE):
    path = d.descend(d.gradient_descent, 3.0, E, dE, rate=5.0)
    assert path.ended == d.DIVERGED
    assert path.end == 3.0


@pytest.mark.parametrize("rule", SCIPY)
def test_scipy_runs_off_a_bottomless_slope_without_a_crash(rule):
    path = d.descend(rule, 1.0, lambda W: -(W**3), lambda W: -3 * W * W, lambda W: -6 * W)
    assert path.ended in (d.DIVERGED, d.FINISHED)


@pytest.mark.parametrize("rule", RULES)
def test_an_interrupted_run_keeps_its_path(rule):
    calls = 0

    def tiring(weights):
        nonlocal calls
        calls += 1
        if calls > 12:
            raise KeyboardInterrupt
        return rnn_error(weights)

    path = d.descend(rule, START, tiring, rnn_gradient, d.hessian_from(rnn_gradient), **RULES[rule])
    whole = rnn(rule, steps=len(path.points))
    assert path.ended == d.INTERRUPTED
    np.testing.assert_array_equal(path.points, whole.points[: len(path.points)])


def test_interrupted_before_the_first_point_there_is_no_path_to_keep():
    def tiring(weights):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        d.descend(d.momentum, START, tiring, rnn_gradient, rate=0.1)


def test_long_runs_show_progress_and_short_ones_do_not(capsys, monkeypatch):
    rnn(d.momentum)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(d, "tqdm", lambda **options: real(**{**options, "delay": 0, "mininterval": 0}))
    from tqdm import tqdm as real

    rnn(d.momentum)
    shown = capsys.readouterr().err
    assert "momentum" in shown
    assert "/60" in shown
    rnn(d.momentum, progress=False)
    assert capsys.readouterr().err == ""


# Bad input


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"rate": 0}, "rate is 0: give a positive number"),
        ({"rate": -0.1}, "rate is -0.1: give a positive number"),
        ({"rate": float("nan")}, "rate is nan: give a finite number"),
        ({"rate": 0.1, "keep": 1.0}, "keep is 1.0: give 0 or more and below 1"),
        ({"rate": float("inf")}, "rate is inf: give a finite number"),
        ({"rate": 0.1, "tolerance": -1}, "tolerance is -1: give 0 or a small"),
        ({"rate": 0.1, "steps": 0}, "steps is 0: give a whole number of steps, 1 or more"),
    ],
)
def test_settings_out_of_range(setting, message):
    with pytest.raises(ValueError, match=message):
        d.descend(d.momentum, START, rnn_error, rnn_gradient, **setting)


@pytest.mark.parametrize("rule", [d.sign_descent, d.normalised_descent, d.rprop, *SEARCHES])
@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"size": 0}, "size is 0: give a positive number"),
        ({"size": -1}, "size is -1: give a positive number"),
        ({"size": float("nan")}, "size is nan: give a finite number"),
        ({"size": 0.1, "shrink": 0}, "shrink is 0: give above 0 and at most 1"),
        ({"size": 0.1, "shrink": 1.5}, "shrink is 1.5: give above 0 and at most 1"),
        ({"size": 0.1, "grow": 0.9}, "grow is 0.9: give 1 or more"),
    ],
)
def test_sizes_out_of_range(rule, setting, message):
    with pytest.raises(ValueError, match=message):
        d.descend(rule, START, rnn_error, rnn_gradient, **setting)


def test_a_missing_setting_of_a_rule_of_your_own_is_named():
    def drift(point, *, wind):
        while True:
            point = point + wind
            yield point

    with pytest.raises(TypeError, match="drift needs wind: give wind=a number"):
        d.descend(drift, 0.0, lambda W: W * W)
    assert d.descend(drift, 0.0, lambda W: W * W, wind=0.5, steps=3).end == 1.5


@pytest.mark.parametrize(
    ("rule", "setting", "message"),
    [
        (d.momentum, {}, "momentum needs rate: give rate=a positive number"),
        (d.momentum, {"rate": 0.1, "size": 1}, "momentum has no setting size: it has rate, keep"),
        (d.bfgs, {"rate": 0.1}, "bfgs has no setting rate: it has none"),
        (d.momentum, {"rate": "fast"}, "rate is 'fast': give a number"),
        (d.momentum, {"rate": 0.1, "steps": 2.5}, "steps is 2.5: give a whole number"),
    ],
)
def test_settings_that_are_missing_or_of_no_use(rule, setting, message):
    with pytest.raises(TypeError, match=message):
        d.descend(rule, START, rnn_error, rnn_gradient, **setting)


@pytest.mark.parametrize("rule", [*WITH_GRADIENT, d.bfgs, d.clipped(d.momentum, 1)])
def test_a_missing_gradient_is_named(rule):
    options = RULES.get(rule, {"rate": 0.1})
    with pytest.raises(TypeError, match=rf"{rule.__name__} needs gradient: give gradient=the gradient as a"):
        d.descend(rule, START, rnn_error, **options)


def test_a_missing_hessian_is_named():
    with pytest.raises(TypeError, match=r"newton needs hessian: give hessian=hessian_from\(gradient\)"):
        d.descend(d.newton, START, rnn_error, rnn_gradient)


def test_clipping_needs_a_gradient_and_a_length():
    with pytest.raises(TypeError, match="random_search uses no gradient"):
        d.clipped(d.random_search, 1)
    with pytest.raises(ValueError, match="longest is 0: give a positive"):
        d.clipped(d.momentum, 0)


@pytest.mark.parametrize(
    ("start", "kind", "message"),
    [
        ([], ValueError, r"start has shape \(0,\)"),
        ([[1.0, 2.0]], ValueError, r"start has shape \(1, 2\)"),
        ([1.0, float("inf")], ValueError, "start contains NaN or infinity"),
        (float("nan"), ValueError, "start is nan: give a finite number"),
        (Weights(1.0, float("nan"), 1.0), ValueError, "start.v is nan"),
        ("here", TypeError, "start is 'here': give a number"),
        ([1.0, 2.0, 3.0], ValueError, r"returned shape \(2,\) where \(3,\) was expected"),
    ],
)
def test_bad_starts(start, kind, message):
    with pytest.raises(kind, match=message):
        d.descend(d.gradient_descent, start, lambda p: 0.0, lambda p: np.array([1.0, 2.0]), rate=0.1)


def test_a_start_without_a_finite_error():
    with pytest.raises(ValueError, match="at the start is not a finite number"):
        d.descend(d.coordinate_search, -1.0, lambda W: float("nan"), size=0.1)
