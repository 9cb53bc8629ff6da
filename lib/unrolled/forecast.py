"""Forecasts of a sequence, and honest comparisons: networks against rules that need no network.

A sequence is cut once, in order of time, into a training, a validation and a test part (`split_in_time`).
Weights come from the training part alone, and so does the scaling. The validation part chooses: the number of
lags, the iteration at which training stops. The test part only measures.

Every model here has one method, `ahead(values, steps)`: from what was known at each moment it predicts the
next `steps` values. Beyond the first step it runs free: it is fed its own predictions. All take and return
values in the sequence's own units. `rmse` scores any of them.

Sources: Yule, "On a method of investigating periodicities in disturbed series", Philosophical Transactions A
226 (1927), for autoregression, first used on these sunspots; Weigend, Huberman and Rumelhart, "Predicting the
future: a connectionist approach", International Journal of Neural Systems 1 (1990), who trained a network on
the years up to 1920; Liu and Nocedal, "On the limited memory BFGS method for large scale optimization",
Mathematical Programming 45 (1989), for the optimiser.
"""

import os
from typing import Any, NamedTuple

import numpy as np

from . import network
from .checks import clean_count, clean_sequence
from .data import sunspots

# The matrices inside L-BFGS are 20 by 20. Spread over threads they cost more, because the threads wait for one another:
# on a busy machine training takes four times as long. SciPy reads this once, when it is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
from scipy.optimize import minimize

SHORTEST = 30
"""The least number of values that `split_in_time` accepts: fewer leave too little to test on."""


PATIENCE = 50
"""The iterations without a smaller validation error after which early stopping ends the training."""


class Split(NamedTuple):
    """A sequence and where it is cut. A model predicts value i when it has seen values 0 .. i-1."""

    values: Any  #: all N values in order of time, an array
    validation: int  #: index of the first value of the validation part; the training part ends before it
    test: int  #: index of the first value of the test part

    def part(self, name):
        """Return the indices of the values to predict in "train", "validation" or "test"."""
        ends = {
            "train": (1, self.validation),
            "validation": (self.validation, self.test),
            "test": (self.test, len(self.values)),
        }
        if name not in ends:
            raise ValueError(f"part is {name!r}: give 'train', 'validation' or 'test'")
        return np.arange(*ends[name])

    @property
    def train(self):
        """The values that fitting and scaling may see."""
        return self.values[: self.validation]


def split_in_time(values, validation=None, test=None):
    """Cut a sequence into training, validation and test part, in order of time.

    Args:
        values: N >= 30 numbers, not all equal in the training part.
        validation: index of the first validation value; 70 % of the way if None.
        test: index of the first test value; 85 % of the way if None.

    Returns:
        `Split`.

    Raises:
        TypeError, ValueError: values is too short or holds something that is no finite number, the cuts are
            not in order of time, or the training part is constant.
    """
    values = np.array(clean_sequence(values, "values"), dtype=float)
    count = len(values)
    if count < SHORTEST:
        raise ValueError(f"values has {count} numbers: give at least {SHORTEST}, or there is little to test on")
    validation = round(0.7 * count) if validation is None else clean_count(validation, "validation", "values")
    test = round(0.85 * count) if test is None else clean_count(test, "test", "values")
    if not 10 <= validation < test < count:
        raise ValueError(
            f"the cuts are validation = {validation} and test = {test} in {count} values: "
            "give 10 <= validation < test < number of values"
        )
    if np.ptp(values[:validation]) == 0:
        raise ValueError(f"the first {validation} values are all {values[0]:g}: there is nothing to learn")
    return Split(values, validation, test)


def sunspot_split():
    """Return the sunspot numbers (not in hundreds), cut where Weigend, Huberman and Rumelhart cut them.

    Training to 1920, validation 1921 to 1955, test 1956 to 2008.
    """
    years, hundreds = sunspots()
    return split_in_time([round(100 * value, 1) for value in hundreds], years.index(1921), years.index(1956))


def rmse(model, split, part="test", ahead=1):
    """Return the root mean square error of the predictions `ahead` steps before, in the sequence's units.

    Args:
        model: anything with a method `ahead(values, steps)`.
        split: `Split`.
        part: "train", "validation" or "test": where the predicted values lie.
        ahead: how many steps before the predicted value the model last saw a true one, 1 or more.

    Returns:
        A number. Values for which the model has too little past (it predicts NaN) are left out.
    """
    return float(np.sqrt(np.nanmean(misses(model, split, part, ahead) ** 2)))


def misses(model, split, part="test", ahead=1):
    """Return predicted minus true values, one for each value of the part; arguments as for `rmse`.

    The values before which nothing was seen `ahead` steps earlier are left out.
    """
    ahead = clean_count(ahead, "ahead", "steps")
    return _missed(model.ahead(split.values, ahead), split, part, ahead)


def errors_ahead(model, split, most):
    """Return the root mean square errors on the test part for 1, 2, .. `most` steps ahead, a list.

    It is what `rmse` gives for each number of steps, from a single free run.
    """
    free = model.ahead(split.values, clean_count(most, "most", "steps"))
    missed = [_missed(free, split, "test", ahead) for ahead in range(1, most + 1)]
    return [float(np.sqrt(np.nanmean(errors**2))) for errors in missed]


def best(models, split):
    """Return the model with the smallest error one step ahead on the validation part."""
    return min(models, key=lambda model: rmse(model, split, "validation"))


class Mean(NamedTuple):
    """Predict the mean of the training part, always."""

    level: float  #: the mean

    def ahead(self, values, steps):
        """Return the predictions made after each value, shape (N, steps)."""
        return np.full((len(values), steps), self.level)


class Repeat(NamedTuple):
    """Predict what was seen `period` steps before: 1 is "same as last year", 11 repeats the last cycle."""

    period: int = 1  #: steps, 1 or more

    def ahead(self, values, steps):
        """Return the predictions made after each value, shape (N, steps); NaN where the past is too short."""
        now = np.arange(len(values))[:, None]
        source = now - self.period + 1 + np.arange(steps) % self.period
        return np.where(source >= 0, np.asarray(values)[source], np.nan)


class Autoregression(NamedTuple):
    """Predict a weighted sum of the last values: AR(p), fitted by least squares."""

    intercept: float
    weights: Any  #: shape (p,), the newest value's weight first

    @property
    def order(self):
        """The number p of past values."""
        return len(self.weights)

    def ahead(self, values, steps):
        """Return the predictions made after each value, shape (N, steps); NaN where the past is too short."""
        past = _past(np.asarray(values), self.order)
        predictions = []
        for _ in range(steps):
            predictions.append(self.intercept + past @ self.weights)
            past = np.column_stack([predictions[-1], past[:, :-1]])
        return np.column_stack(predictions)


class Network(NamedTuple):
    """Predict by a recurrent network that has read all values so far."""

    weights: Any  #: `network.Matrices`, one input, one output
    activation: str  #: "sigmoid" or "tanh"
    center: float  #: the network reads and writes (value - center) / unit
    unit: float

    def read(self, values):
        """Return `Unrolled`, what the network computes while it reads the values."""
        return network.unroll(self.weights, (np.asarray(values) - self.center) / self.unit, self.activation)

    def ahead(self, values, steps):
        """Return the predictions made after each value, shape (N, steps)."""
        U, V, W, _, b, c = self.weights
        _, h, p = self.read(values)
        f = network.ACTIVATIONS[self.activation].value
        h, predictions = h[1:], [p]
        for _ in range(steps - 1):
            h = f(h @ W.T + predictions[-1] @ V.T + b)
            predictions.append(h @ U.T + c)
        return self.center + self.unit * np.hstack(predictions)

    def memory(self, values):
        """Return how the prediction made after the last value depends on each value, newest first.

        It is the gradient dp_t/dx_{t-k} for k = 0, 1, ..: how much one more, k steps before, moves the prediction.
        """
        x = (np.asarray(values) - self.center) / self.unit
        return network.memory(self.weights, x, len(x), self.activation)[::-1, 0]

    def reach(self, values, share=0.9):
        """Return how many steps back hold this share of the sizes in `memory`, added up."""
        return reach(self.memory(values), share)


def reach(slopes, share=0.9):
    """Return how many of these numbers, from the first on, hold this share of all their sizes, added up."""
    sizes = np.abs(slopes)
    return 1 + int(np.searchsorted(np.cumsum(sizes), share * sizes.sum()))


class Fit(NamedTuple):
    """A trained network and how its errors went."""

    network: Network  #: with the weights of the iteration that did best on the validation part
    errors: Any  #: shape (iterations + 1, 2): training and validation RMSE, row 0 before training
    iteration: int  #: the row of errors that belongs to `network`


def fit_mean(split):
    """Return `Mean` of the training part."""
    return Mean(float(np.mean(split.train)))


def fit_autoregression(split, order):
    """Return AR(order), fitted to the training part by least squares.

    Raises:
        TypeError, ValueError: order is not a whole number of 1 or more, or is above half the training part.
    """
    order = clean_count(order, "order", "past values")
    train = split.train
    if order > len(train) // 2:
        raise ValueError(f"order is {order}, for {len(train)} training values: give at most {len(train) // 2}")
    past = _past(train, order)[order - 1 : -1]
    rows = np.column_stack([np.ones(len(past)), past])
    intercept, *weights = np.linalg.lstsq(rows, train[order:], rcond=None)[0]
    return Autoregression(float(intercept), np.array(weights))


def fit_network(
    split,
    neurons,
    seed=0,
    activation="tanh",
    biases=True,
    iterations=80,
    early_stopping=True,
    progress=None,
):
    """Train a recurrent network on the training part with L-BFGS, fed by `network.error_and_gradient`.

    With early stopping the weights kept are those of the iteration with the smallest error on the validation
    part, and training ends when that error has not improved for 50 iterations.

    Args:
        split: `Split`.
        neurons: n, 1 or more.
        seed: draws the starting weights.
        activation: "sigmoid" or "tanh".
        biases: whether b and c are trained; if not they stay 0 and the values are not centred, as in the
            one-neuron network of the other notebooks.
        iterations: L-BFGS iterations at most.
        early_stopping: if false, train through all iterations and keep the last weights.
        progress: called with (iteration, training RMSE, validation RMSE) after each iteration, or None.

    Returns:
        `Fit`.

    Raises:
        TypeError, ValueError: neurons or iterations is not a whole number of 1 or more, or the activation is
            unknown.
    """
    clean_count(iterations, "iterations", "iterations")
    start = network.random_matrices(neurons, seed=seed)
    center, unit = float(np.mean(split.train)), float(np.std(split.train))
    trained = network.Matrices(*(np.ones_like(array) for array in start))
    if not biases:
        center = 0.0
        trained = trained._replace(b=np.zeros_like(start.b), c=np.zeros_like(start.c))
    mask = network.pack(trained)
    scaled = (split.train - center) / unit
    x, y = scaled[:-1], scaled[1:]

    def objective(vector):
        E, gradient = network.error_and_gradient(network.unpack(vector, start), x, y, activation)
        return E / len(x), mask * network.pack(gradient) / len(x)

    known = split.values[: split.test]
    parts = [split.part(name) for name in ("train", "validation")]
    errors, kept = [], {}

    def look(vector):
        model = Network(network.unpack(vector.copy(), start), activation, center, unit)
        missed = known[1:] - model.ahead(known, 1)[:-1, 0]
        now = [float(np.sqrt(np.mean(missed[part - 1] ** 2))) for part in parts]
        if not (errors and early_stopping) or now[1] < errors[kept["iteration"]][1]:
            kept.update(network=model, iteration=len(errors))
        errors.append(now)
        if progress is not None:
            progress(len(errors) - 1, *now)
        if len(errors) - 1 - kept["iteration"] >= PATIENCE:
            raise StopIteration

    vector = mask * network.pack(start)
    look(vector)
    minimize(objective, vector, jac=True, method="L-BFGS-B", callback=look, options={"maxiter": iterations})
    return Fit(errors=np.array(errors), **kept)


def fit_rules(split, most=20):
    """Return the rules that need no network, by name, fitted to the training part.

    The period of the repetition and the order p of the tuned AR(p) are those, from 1 to `most`, that do best on the
    validation part.
    """
    most = min(most, len(split.train) // 3)
    repeat = best([Repeat(period) for period in range(1, most + 1)], split)
    tuned = best([fit_autoregression(split, order) for order in range(1, most + 1)], split)
    rules = {
        "mean": fit_mean(split),
        "same as the last value": Repeat(1),
        f"same as {repeat.period} steps ago": repeat,
        "AR(1)": fit_autoregression(split, 1),
        "AR(2)": fit_autoregression(split, 2),
        f"AR({tuned.order}), tuned": tuned,
    }
    return rules


def fit_networks(split, sizes=(1, 2, 4, 8, 16), seeds=5, say=None):
    """Train `seeds` networks of each size; return a dict from (neurons, seed) to `Fit`.

    Args:
        split: `Split`.
        sizes: numbers of neurons.
        seeds: how many networks of each size, with seeds 0, 1, 2 ...
        say: called with a line of text after each size, or None.
    """
    fits = {}
    for neurons in sizes:
        for seed in range(seeds):
            fits[neurons, seed] = fit_network(split, neurons, seed)
        if say is not None:
            count = len(network.pack(fits[neurons, 0].network.weights))
            say(f"{neurons} neuron{'s' * (neurons > 1)}, {count} weights: trained {seeds} networks")
    return fits


def score_table(split, rules, fits, digits=3):
    """Return a text table of errors one step ahead; networks as median (smallest to largest) over the seeds.

    Args:
        split: `Split`.
        rules: maps a name to a model, as `fit_rules` returns it.
        fits: maps (neurons, seed) to `Fit`, as `fit_networks` returns it.
        digits: significant digits.
    """
    parts = ("train", "validation", "test")

    def line(name, train, validation, test, spread=""):
        return f"{name:28s}{train:>10s}{validation:>12s}   {test}{spread}"

    def written(errors):
        return [f"{error:#.{digits}g}" for error in errors]

    lines = [line("error one step ahead", "training", "validation", "test")]
    for name, rule in rules.items():
        lines.append(line(name, *written(rmse(rule, split, part) for part in parts)))
    for neurons in sorted({neurons for neurons, _ in fits}):
        models = [fit.network for (size, _), fit in fits.items() if size == neurons]
        scores = np.array([[rmse(model, split, part) for part in parts] for model in models])
        low, high = written([scores[:, 2].min(), scores[:, 2].max()])
        name = f"network, {neurons} neuron{'s' * (neurons > 1)}"
        lines.append(line(name, *written(np.median(scores, axis=0)), f"  ({low} to {high})"))
    return "\n".join(lines)


def _missed(free, split, part, ahead):
    """Return the misses `ahead` steps before, from predictions of shape (N, ahead or more)."""
    predicted = split.part(part)
    predicted = predicted[predicted >= ahead]
    return free[predicted - ahead, ahead - 1] - split.values[predicted]


def _past(values, order):
    """Return the last `order` values at each moment, newest first: shape (N, order), NaN before the start."""
    padded = np.concatenate([np.full(order - 1, np.nan), values])
    return np.lib.stride_tricks.sliding_window_view(padded, order)[:, ::-1]
