"""Checks for notebook 03: the slopes of two errors, and which error fits which output."""

from ..rnn import sigma
from . import Verdict, call, describe, judge_choice, judge_number, unanswered


def check_cross_slope(answer):
    """Judge the cross-entropy's slope at p = 0.2, y = 1."""
    slips = [
        (0.8, "The output is too small, so z has to grow: the slope p − y is negative."),
        (-0.256, "That is the squared error's slope. The cross-entropy's is simpler."),
        (-0.128, "Here nothing is multiplied by p (1 − p): it has cancelled."),
        (-5, "That is the slope along p, −1/p. The question is the slope along z."),
    ]
    return judge_number(answer, -0.8, "p − y: the miss itself.", slips, 0.001, "the slope")


def check_squared_slope(answer):
    """Judge the squared error's slope at p = 0.2, y = 1."""
    slips = [
        (0.256, "The sign: p − y is negative."),
        (-1.6, "That is the slope along p. Along z it is multiplied by p (1 − p)."),
        (-0.128, "The 2 from the square is missing."),
        (-0.8, "That is the cross-entropy's slope."),
    ]
    return judge_number(answer, -0.256, "2 × (−0.8) × 0.2 × 0.8.", slips, 0.001, "the slope")


def check_slopes(function):
    """Judge the learner's slopes(z, y): both slopes along z."""
    for z, y in [(-6.0, 1.0), (0.5, 0.0), (3.0, 0.25)]:
        found, problem = call(function, z, y)
        if problem:
            return problem
        if verdict := unanswered(found):
            return verdict
        try:
            squared, cross = (float(value) for value in found)
        except (TypeError, ValueError):
            return Verdict(False, f"Return two numbers, squared and cross; the function returned {describe(found)}.")
        p = sigma(z)
        if abs(cross - (p - y)) > 1e-9:
            if abs(cross - (y - p)) < 1e-9:
                return Verdict(False, "The sign of the cross-entropy's slope: p − y.")
            if abs(cross - (z - y)) < 1e-9:
                return Verdict(False, "p is sigma of z, not z itself.")
            return Verdict(
                False, f"At z = {z}, y = {y} the cross-entropy's slope should be {p - y:.4f}, not {cross:.4f}."
            )
        right = 2 * (p - y) * p * (1 - p)
        if abs(squared - right) > 1e-9:
            if abs(squared - 2 * (p - y)) < 1e-9:
                return Verdict(False, "The squared error's slope stops at p. By the chain rule: times p (1 − p).")
            return Verdict(
                False, f"At z = {z}, y = {y} the squared error's slope should be {right:.4f}, not {squared:.4f}."
            )
    return Verdict(True, "Both slopes agree at three points.")


def check_match(answer):
    """Judge which output and error fit a quantity that may be any number."""
    slips = {
        "sigmoid and cross-entropy": "A sigmoid never leaves the range from 0 to 1; the numbers go to 190.",
        "sigmoid and squared": "A sigmoid never leaves the range from 0 to 1; the numbers go to 190.",
        "linear and cross-entropy": "A linear output can be negative, and the logarithm of that is no number.",
    }
    why = "Any number can come out, and the slope is 2(p − y): nothing to cancel."
    return judge_choice(answer, "linear and squared", why, slips)
