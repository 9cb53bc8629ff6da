"""Checks for the exercises of notebook 01."""

import math
import numbers

from ..neuron import neuron
from ..rnn import sigma
from . import Verdict, call, judge_number, unanswered

POINTS = ((0.9, 1.2, 1.5, 0.4), (-0.7, 2.0, 0.8, 0.9), (0.3, -1.6, -1.1, 0.2))
"""Values of x, v, u, y at which a learner's function is tried."""


def check_slope_by_hand(slope):
    """Check the slope of (3x + 1)^2 at x = 1."""
    return judge_number(
        slope,
        24,
        "The outer slope is 2 · (3x + 1) = 8, the inner one is 3, and slopes multiply.",
        [
            (8, "8 is the slope of the square alone, at g = 4. The inner function 3x + 1 has a slope as well."),
            (6, "2 · 3 = 6 leaves out where the square stands: its slope at g is 2g, and g = 3x + 1 = 4."),
            (16, "16 is the value of the function at x = 1, not its slope."),
            (11, "8 and 3 are the right slopes. In a chain they multiply."),
            (12, "3 · 4 takes g = 4 for the slope of the square. The slope of g² is 2g."),
            (4, "4 is g, what comes out of the inner function. How fast does g² move there, and how fast g?"),
        ],
    )


def check_two_sigmoids(most):
    """Check the largest slope that two sigmoids in a row can have."""
    return judge_number(
        most,
        1 / 16,
        "One quarter of one quarter. Ten sigmoids in a row: less than a millionth.",
        [
            (0.25, "1/4 is the most for one sigmoid. There are two, one after the other."),
            (0.5, "1/4 + 1/4: slopes in a row multiply, they do not add."),
            (0.125, "1/8 would be 1/4 times 1/2. The second sigmoid's slope is at most 1/4 too."),
            (1, "The sigmoid's height is up to 1; its slope is at most 1/4."),
            (0.059, "That is what the pair reaches at best, near z = 0. Asked is a bound: the most that each can do."),
        ],
        tolerance=0.0005,
    )


def check_input_slope(function):
    """Check a learner's function of (x, v, u, y) that returns dE/dx of one neuron."""
    for point in POINTS:
        value, problem = _number_of(function, *point)
        if problem:
            return problem
        now = neuron(*point)
        right = now.back["x"]
        x, v, u, _ = point
        at_x = sigma(x) * (1 - sigma(x))
        slips = {
            now.values["E"]: "This is the error itself, not its slope.",
            right / now.slopes["h"] * at_x: "The sigmoid's slope is taken at x. Its input is z = v x.",
            now.dE_dv: "This is dE/dv. You are after dE/dx: z = v x moves v times as fast as x.",
            right / now.slopes["h"]: "One gear is missing: the slope of the sigmoid, h (1 - h).",
            right / 2: "A factor 2 is missing: the slope of (y - p)² in p is 2 (p - y).",
            -right: "The sign is wrong: the slope of (y - p)² in p is 2 (p - y), not 2 (y - p).",
            right / v: "The last gear is missing: how fast z = v x moves with x.",
            right / u: "A gear is missing between h and p = u h.",
        }
        if math.isclose(value, right, rel_tol=1e-9):
            continue
        for slip, message in slips.items():
            if math.isclose(value, slip, rel_tol=1e-9):
                return Verdict(False, message)
        at = "x = {}, v = {}, u = {}, y = {}".format(*point)
        return Verdict(False, f"At {at} your function returns {value:.4f}; the slope is {right:.4f}.")
    return Verdict(True, "Four gears from E back to x, checked at three places.")


def check_fork(function):
    """Check a learner's function that returns the slope of x sigma(x)."""
    for x in (0.5, -1.3, 2.0):
        value, problem = _number_of(function, x)
        if problem:
            return problem
        h = sigma(x)
        slope = h * (1 - h)
        if math.isclose(value, h + x * slope, rel_tol=1e-9):
            continue
        slips = {
            h: "This is one way only: through the factor x. The other goes through σ(x).",
            x * slope: "This is one way only: through σ(x). The other goes through the factor x.",
            slope: "1 · σ'(x) multiplies the slopes of the two ways. Two ways that meet again are added.",
            1 + slope: "The slope of a·b in a is b, and in b it is a. Both belong into the product along each way.",
            h + slope: "The way through the factor x is right. On the other, a·b moves a = x times as fast as b.",
            x * h: "This is y itself, not its slope.",
            h * x * slope: "Along each way slopes multiply, but the two ways are added.",
        }
        for slip, message in slips.items():
            if math.isclose(value, slip, rel_tol=1e-9):
                return Verdict(False, message)
        return Verdict(False, f"At x = {x} your function returns {value:.4f}; the slope is {h + x * slope:.4f}.")
    return Verdict(True, "Two ways from x to y, added: σ(x) + x σ'(x).")


def _number_of(function, *arguments):
    """Call a learner's function; return its number and None, or None and a `Verdict`."""
    if verdict := unanswered(function):
        return None, verdict
    value, problem = call(function, *arguments)
    if problem:
        return None, problem
    if verdict := unanswered(value, function=getattr(function, "__name__", "your function")):
        return None, verdict
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        return None, Verdict(False, f"Your function should return a number; it returns a {type(value).__name__}.")
    try:
        return float(value), None
    except OverflowError:  # an integer beyond all floats
        return None, Verdict(False, "Your function should return a number of reasonable size; it returns a huge one.")
