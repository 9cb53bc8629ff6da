"""Splits that keep order, baselines against their definitions, and training that may not look ahead."""

import numpy as np
import pytest

from unrolled import forecast, network


@pytest.fixture(scope="module")
def spots():
    return forecast.sunspot_split()


def oscillation(count=120):
    t = np.arange(count)
    return 50 + 10 * np.sin(2 * np.pi * t / 9)


def models(split):
    return [
        forecast.fit_mean(split),
        forecast.Repeat(1),
        forecast.Repeat(9),
        forecast.fit_autoregression(split, 3),
        forecast.fit_network(split, 2, iterations=5).network,
        forecast.fit_network(split, 1, activation="sigmoid", biases=False, iterations=5).network,
    ]


def test_the_parts_are_in_order_and_leave_nothing_out(spots):
    parts = [spots.part(name) for name in ("train", "validation", "test")]
    np.testing.assert_array_equal(np.concatenate(parts), np.arange(1, 309))
    assert [len(part) for part in parts] == [220, 35, 53]
    default = forecast.split_in_time(range(100))
    assert default.validation == 70
    assert default.test == 85


def test_no_prediction_uses_what_comes_later():
    split = forecast.split_in_time(oscillation())
    changed = split.values.copy()
    changed[60:] = -1000
    for model in models(split):
        before, after = model.ahead(split.values, 4)[:60], model.ahead(changed, 4)[:60]
        np.testing.assert_array_equal(before, after)


def test_fitting_does_not_see_the_test_part_nor_its_scale():
    split = forecast.split_in_time(oscillation())
    changed = split.values.copy()
    changed[split.test :] = 1e6
    other = forecast.split_in_time(changed)
    for one, two in zip(models(split), models(other), strict=True):
        np.testing.assert_array_equal(one.ahead(split.values, 3), two.ahead(split.values, 3))


def test_only_early_stopping_sees_the_validation_part():
    split = forecast.split_in_time(oscillation())
    changed = split.values.copy()
    changed[split.validation : split.test] *= 2
    other = forecast.split_in_time(changed)
    assert forecast.fit_mean(split) == forecast.fit_mean(other)
    one, two = (forecast.fit_network(s, 2, iterations=20).errors for s in (split, other))
    np.testing.assert_array_equal(one[:, 0], two[:, 0])
    assert (one[:, 1] != two[:, 1]).all()


def test_mean_and_repeat_predict_what_their_names_say():
    split = forecast.split_in_time(np.arange(40.0))
    assert forecast.fit_mean(split).ahead(split.values, 2).tolist() == [[13.5, 13.5]] * 40
    assert forecast.Repeat(1).ahead(split.values, 3)[20].tolist() == [20, 20, 20]
    assert forecast.Repeat(3).ahead(split.values, 7)[20].tolist() == [18, 19, 20, 18, 19, 20, 18]
    assert np.isnan(forecast.Repeat(3).ahead(split.values, 2)[1, 0])
    assert forecast.rmse(forecast.Repeat(1), split) == 1
    assert forecast.rmse(forecast.Repeat(1), split, ahead=4) == 4


def test_autoregression_recovers_the_rule_that_made_the_sequence():
    rng = np.random.default_rng(0)
    values = [1.0, 2.0]
    while len(values) < 4000:
        values.append(3 + 1.2 * values[-1] - 0.7 * values[-2] + 0.1 * rng.normal())
    model = forecast.fit_autoregression(forecast.split_in_time(values), 2)
    assert model.intercept == pytest.approx(3, abs=0.1)
    np.testing.assert_allclose(model.weights, [1.2, -0.7], atol=0.02)
    a, b, c = model.ahead(values, 3)[100]
    x, y = values[99], values[100]
    rule = lambda old, new: model.intercept + model.weights @ [new, old]  # noqa: E731
    assert a == pytest.approx(rule(x, y))
    assert b == pytest.approx(rule(y, a))
    assert c == pytest.approx(rule(a, b))


def test_autoregression_agrees_with_least_squares_written_out(spots):
    past = np.array([[1, spots.train[i - 1], spots.train[i - 2]] for i in range(2, len(spots.train))])
    solution = np.linalg.solve(past.T @ past, past.T @ spots.train[2:])
    model = forecast.fit_autoregression(spots, 2)
    np.testing.assert_allclose([model.intercept, *model.weights], solution, rtol=1e-9)


def test_misses_and_errors_ahead_are_those_of_the_definition(spots):
    model = forecast.fit_autoregression(spots, 2)
    a, (b, c) = model
    test = spots.part("test")
    one = a + b * spots.values[test - 1] + c * spots.values[test - 2]
    np.testing.assert_allclose(forecast.misses(model, spots), one - spots.values[test])
    two = a + b * (a + b * spots.values[test - 2] + c * spots.values[test - 3]) + c * spots.values[test - 2]
    squares = [(guess - spots.values[test]) ** 2 for guess in (one, two)]
    np.testing.assert_allclose(forecast.errors_ahead(model, spots, 2), np.sqrt(np.mean(squares, axis=1)))
    late = forecast.Repeat(11)
    assert forecast.errors_ahead(late, spots, 22) == [forecast.rmse(late, spots, ahead=k) for k in range(1, 23)]
    with pytest.raises(ValueError, match="most is 0"):
        forecast.errors_ahead(model, spots, 0)


def test_reach_counts_up_to_the_share():
    assert forecast.reach([-8, 1, 1, 0, 0], 0.8) == 1
    assert forecast.reach([-8, 1, 1, 0, 0], 0.85) == 2
    assert forecast.reach([0, 0, 5], 0.9) == 3


def test_a_network_runs_free_on_its_own_predictions(spots):
    fitted = forecast.fit_network(spots, 3, iterations=10).network
    seen = spots.values[:50]
    free = fitted.ahead(seen, 4)[-1]
    for step in range(4):
        known = np.concatenate([seen, free[:step]])
        assert fitted.ahead(known, 1)[-1, 0] == pytest.approx(free[step], rel=1e-12)


def test_training_keeps_the_weights_that_did_best_on_validation(spots):
    told = []
    fit = forecast.fit_network(spots, 8, seed=1, iterations=40, progress=lambda *now: told.append(now))
    assert fit.iteration == fit.errors[:, 1].argmin()
    for part, column in (("train", 0), ("validation", 1)):
        assert forecast.rmse(fit.network, spots, part) == pytest.approx(fit.errors[fit.iteration, column])
    assert [now[0] for now in told] == list(range(len(fit.errors)))
    assert fit.errors[-1, 0] < 0.5 * fit.errors[0, 0]


def test_training_stops_when_validation_no_longer_improves(spots):
    fit = forecast.fit_network(spots, 8, seed=3)
    assert len(fit.errors) - 1 == fit.iteration + forecast.PATIENCE < 81


def test_without_early_stopping_the_last_weights_are_kept(spots):
    fit = forecast.fit_network(spots, 16, iterations=90, early_stopping=False)
    assert len(fit.errors) == 91
    assert fit.iteration == 90
    assert forecast.rmse(fit.network, spots, "validation") == pytest.approx(fit.errors[90, 1])
    assert fit.errors[90, 1] > fit.errors[:, 1].min() + 1


def test_a_network_without_biases_is_the_course_s_neuron(spots):
    weights = forecast.fit_network(spots, 1, activation="sigmoid", biases=False, iterations=10).network.weights
    assert weights.b == weights.c == 0
    assert forecast.fit_network(spots, 1, iterations=10).network.weights.b != 0


def test_the_course_s_story_holds(spots):
    """What notebook 10 says in words; seeds other than the notebook's."""
    test = lambda model: forecast.rmse(model, spots)  # noqa: E731
    medians = {}
    for neurons in (1, 2, 8):
        fits = [forecast.fit_network(spots, neurons, seed=seed) for seed in (20, 21, 22)]
        medians[neurons] = np.median([test(fit.network) for fit in fits])
    orders = forecast.best([forecast.fit_autoregression(spots, order) for order in range(1, 21)], spots)
    bare = forecast.fit_network(spots, 1, seed=20, activation="sigmoid", biases=False).network
    assert test(bare) > test(forecast.Repeat(1)) > medians[1]
    assert medians[1] > test(forecast.fit_autoregression(spots, 2)) > medians[2]
    assert abs(medians[8] - test(orders)) < 2.5


def test_bad_requests_are_named(spots):
    with pytest.raises(ValueError, match="values has 29 numbers: give at least 30"):
        forecast.split_in_time(range(29))
    with pytest.raises(ValueError, match="the first 70 values are all 4"):
        forecast.split_in_time([4] * 99 + [5])
    with pytest.raises(ValueError, match="the cuts are validation = 50 and test = 50"):
        forecast.split_in_time(range(100), 50, 50)
    with pytest.raises(ValueError, match=r"values\[1\] is nan"):
        forecast.split_in_time([1.0, float("nan")] * 30)
    with pytest.raises(ValueError, match="part is 'future'"):
        spots.part("future")
    with pytest.raises(ValueError, match="order is 150, for 221 training values: give at most 110"):
        forecast.fit_autoregression(spots, 150)
    with pytest.raises(ValueError, match="iterations is 0"):
        forecast.fit_network(spots, 1, iterations=0)
    with pytest.raises(ValueError, match="activation is 'relu'"):
        forecast.fit_network(spots, 1, activation="relu")
    assert network.ACTIVATIONS.keys() == {"sigmoid", "tanh"}
