"""Checks for notebook 03: the slopes of two errors, and which error fits which output."""

from ..rnn import sigma
from . import Verdict, call, describe, judge_choice, judge_number, unanswered


def check_squared_slope(answer):
    """Judge the squared error's slope at p = 0.2, y = 1."""
    slips = [
        (0.256, "The sign: p − y is negative. A larger z lowers this error."),
        (-1.6, "That is the slope in p. In z it is multiplied by p (1 − p)."),
        (-0.128, "The 2 from the square is missing."),
        (-0.8, "That is the cross-entropy's slope."),
        (0.64, "That is the error itself, not its slope."),
        (-0.32, "The sigmoid's slope is p (1 − p), not p."),
    ]
    return judge_number(answer, -0.256, "2 × (−0.8) × 0.2 × 0.8.", slips, 0.001, "the slope")


def check_times(answer):
    """Judge how many times as large the cross-entropy's slope is as the squared error's, at p = 0.01, y = 1."""
    right = 1 / (2 * 0.01 * 0.99)
    slips = [
        (1 / right, "That is the squared error's slope over the cross-entropy's: the other way round."),
        (2 * right, "The 2 from the square is missing: the squared error's slope is 2 (p − y) p (1 − p)."),
        (0.99, "That is the cross-entropy's slope. Divide it by the other one."),
        (-0.99, "That is the cross-entropy's slope. Divide it by the other one."),
        (50, "Nearly: that leaves out the factor 1 − p."),
        (-right, "Both slopes are negative, so one over the other is positive."),
    ]
    why = "The miss p − y stands in both. What is left is 1 over 2 p (1 − p)."
    return judge_number(answer, right, why, slips, 0.01)


def check_slopes(function):
    """Judge the learner's slopes(z, y): both slopes in z."""
    for z, y in [(-6.0, 1.0), (0.5, 0.0), (3.0, 0.25)]:
        found, problem = call(function, z, y)
        if problem:
            return problem
        if verdict := unanswered(found, function="slopes"):
            return verdict
        try:
            squared, cross = (float(value) for value in found)
        except (TypeError, ValueError, OverflowError):
            return Verdict(False, f"Return two numbers, squared and cross; the function returned {describe(found)}.")
        p = sigma(z)
        right = 2 * (p - y) * p * (1 - p)
        if abs(squared - (p - y)) < 1e-9 and abs(cross - right) < 1e-9:
            return Verdict(False, "Both are right, in the wrong order: the squared error's slope comes first.")
        if abs(cross - (p - y)) > 1e-9:
            if abs(cross - (y - p)) < 1e-9:
                return Verdict(False, "The sign of the cross-entropy's slope: p − y.")
            if abs(cross - (z - y)) < 1e-9:
                return Verdict(False, "p is sigma of z, not z itself.")
            if abs(cross - (p - y) / (p * (1 - p))) < 1e-9:
                return Verdict(False, "The cross-entropy's slope stops at p. By the chain rule: times p (1 − p).")
            if abs(cross - (p - y) * p * (1 - p)) < 1e-9:
                return Verdict(False, "In the cross-entropy's slope p (1 − p) has cancelled.")
            return Verdict(
                False, f"At z = {z}, y = {y} the cross-entropy's slope should be {p - y:.4f}, not {cross:.4f}."
            )
        if abs(squared - right) > 1e-9:
            if abs(squared - 2 * (p - y)) < 1e-9:
                return Verdict(False, "The squared error's slope stops at p. By the chain rule: times p (1 − p).")
            if abs(squared - right / 2) < 1e-9:
                return Verdict(False, "In the squared error's slope the 2 from the square is missing.")
            if abs(squared + right) < 1e-9:
                return Verdict(False, "The sign of the squared error's slope: p − y.")
            return Verdict(
                False, f"At z = {z}, y = {y} the squared error's slope should be {right:.4f}, not {squared:.4f}."
            )
    return Verdict(True, "Both slopes agree at three points.")


def check_match(answer):
    """Judge which output and error fit a quantity that may be any number."""
    slips = {
        "sigmoid and cross-entropy": "A sigmoid never leaves the range from 0 to 1; the numbers go to 190.",
        "sigmoid and squared": "A sigmoid never leaves the range from 0 to 1; the numbers go to 190.",
        "linear and cross-entropy": "A linear output can be below 0 or above 1, and there the logarithm is no number.",
    }
    why = "Any number can come out, and the slope is 2(p − y): nothing to cancel."
    return judge_choice(answer, "linear and squared", why, slips)
