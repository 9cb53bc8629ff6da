"""Checks for the exercises of notebook 10."""

import numpy as np

from ..forecast import fit_autoregression, sunspot_split
from ..network import pack, random_matrices
from . import Verdict, call, judge_number, unanswered


def check_scaling(center, unit):
    """Check the center and the unit with which the sunspot numbers are scaled."""
    if verdict := unanswered(center, unit):
        return verdict
    split = sunspot_split()
    seen, all_values = split.train, split.values
    why = f"{seen.mean():.1f} and {seen.std():.1f} come from the training years alone."
    leak = "uses all the years: part of what it knows, no one knew in 1920. Use split.train."
    verdict = judge_number(
        center, seen.mean(), why, [(all_values.mean(), f"This mean {leak}")], tolerance=0.1, name="center"
    )
    if not verdict.passed:
        return verdict
    slips = [
        (all_values.std(), f"This standard deviation {leak}"),
        (seen.mean(), "The unit is the typical distance from the center: the standard deviation, .std()."),
        (seen.var(), "That is the variance; its root, the standard deviation, has the unit of the values."),
    ]
    # Wide enough for a pocket calculator's standard deviation, which divides by one less: 34.27 for 34.19.
    return judge_number(unit, seen.std(), why, slips, tolerance=0.1, name="unit")


def check_weight_count(count):
    """Check the number of weights of a network with 8 neurons."""
    n = 8
    return judge_number(
        count,
        len(pack(random_matrices(n))),
        "U and V hold 8 each, W 64, s and b 8 each, c 1.",
        [
            (n * n + 2 * n, "U, V and W are complete. Add the first state s and the biases b and c."),
            (n * n + 3 * n + 1, "Nearly: the first hidden state s is trained too. It holds 8 numbers."),
            (n * n + 4 * n, "Nearly: the output has a bias too, c."),
            (5 * n + 1, "W leads from each of the 8 neurons to each of the 8: that is 64 numbers, not 8."),
            (6, "That is the count for one neuron. How do U, V, W, s, b and c grow with n?"),
        ],
    )


def check_two_neurons(first, second):
    """Check the hidden errors of two neurons, worked out by hand."""
    if verdict := unanswered(first, second):
        return verdict
    U, W = np.array([2.0, -1.0]), np.array([[0.5, -1.0], [2.0, 0.3]])
    e, following, slope = 0.5, np.array([0.4, 0.1]), np.array([0.75, 1.0])
    right = slope * (U * e + W.T @ following)
    slips = [
        (slope * (U * e + W @ following), "The error comes back down a column of W, by the weights that lead away."),
        (slope * (U * e), "What comes back from the next step, through W, is missing."),
        (slope * (W.T @ following), "What comes from this step's own prediction, u e, is missing."),
        (slope * (U + W.T @ following), "The factor e is missing: u e."),
        (U * e + W.T @ following, "The factor f'(z) is missing."),
    ]
    why = f"The errors are {right[0]:.2f} and {right[1]:.2f}."
    for which, (answer, name) in enumerate(((first, "first"), (second, "second"))):
        each = [(float(numbers[which]), message) for numbers, message in slips]
        verdict = judge_number(answer, float(right[which]), why, each, name=name)
        if not verdict.passed:
            return verdict._replace(message=f"The {name} neuron: {verdict.message}")
    return verdict


def check_hidden_error(function):
    """Check a function that computes delta_t of a network from what it needs."""
    rng = np.random.default_rng(10)
    U, W = rng.normal(size=(2, 3)), rng.normal(size=(3, 3))
    e, after, slope = rng.normal(size=2), rng.normal(size=3), rng.uniform(0.1, 1, size=3)
    answer, problem = call(function, slope, U, e, W, after)
    if problem:
        hint = " Mind the shapes: which matrix must be transposed?" if "dimension" in problem.message else ""
        return Verdict(False, problem.message + hint)
    if verdict := unanswered(answer, function="hidden_error"):
        return verdict
    answer = np.asarray(answer)
    if answer.shape != (3,):
        return Verdict(False, f"With 3 neurons delta_t holds 3 numbers; your function returns shape {answer.shape}.")
    slips = [
        (slope * (U.T @ e + W @ after), "W carried h forward; the error goes back through W transposed, W.T."),
        (U.T @ e + W.T @ after, "Right but for the factor slope, f'(z_t), neuron by neuron."),
        (slope * (U.T @ e), "The error that comes from step t+1, through W, is missing."),
        (slope * (W.T @ after), "The error of this step's own prediction, U.T @ e, is missing."),
        (slope * (U.T @ e) + W.T @ after, "The factor slope belongs to both parts of the sum."),
    ]
    if np.allclose(answer, slope * (U.T @ e + W.T @ after)):
        return Verdict(True, "The same line as for one neuron, with transposed matrices for u and w.")
    for slip, message in slips:
        if np.allclose(answer, slip):
            return Verdict(False, message)
    return Verdict(False, "The numbers are others than those of the scalar line. Which product is @, and which is *?")


def check_level(level):
    """Check the value at which AR(2), running free, comes to rest."""
    model = fit_autoregression(sunspot_split(), 2)
    weights = model.weights.sum()
    return judge_number(
        level,
        model.intercept / (1 - weights),
        "There p = a_0 + a_1 p + a_2 p. It is close to the mean of the training years: far ahead AR(2) knows no more.",
        [
            (model.intercept, "That is a_0 alone. At rest the two past values are not 0: they equal p."),
            (model.intercept / weights, "Collect the p on one side: p - a_1 p - a_2 p = a_0."),
            (model.intercept / (1 + weights), "Mind the sign when a_1 p + a_2 p changes sides."),
        ],
        tolerance=0.1,
    )
