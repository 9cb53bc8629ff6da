"""Checks for notebook 07: rates in a valley, what a path does, which method needs what."""

import numbers
from itertools import pairwise

from . import Verdict, call, describe, judge_choice, judge_number, unanswered


def check_largest_rate(answer):
    """Judge the rate from which descent diverges in the bowl (a^2 + 25 b^2) / 2."""
    slips = [
        (2, "That is the limit of the flat direction, a. The steep one, b, gives way much sooner."),
        (0.04, "With 1/25 a step along b lands exactly on the floor. It takes twice that to be thrown out."),
        (25, "That is the curvature along b. Its inverse matters."),
        (12.5, "That is the other way up: 2 divided by the curvature."),
    ]
    why = "Along b a step multiplies by 1 − 25 × rate, which is −1 at 2/25. The steepest direction sets the limit."
    return judge_number(answer, 2 / 25, why, slips, 1e-4, "the rate")


def check_count_rises(function):
    """Judge the learner's count of the steps that raise the error."""
    cases = [[3.0, 2.0, 1.0], [1.0, 2.0, 1.5, 1.7, 1.7], [5.0], [0.0, 1.0, 2.0, 3.0]]
    for errors in cases:
        found, problem = call(function, list(errors))
        if problem:
            return problem
        if verdict := unanswered(found, function="count_rises"):
            return verdict
        if isinstance(found, bool) or not isinstance(found, numbers.Integral):
            return Verdict(False, f"Return a whole number; the function returned {describe(found)}.")
        pairs = list(pairwise(errors))
        right = sum(after > before for before, after in pairs)
        if found == right:
            continue
        if found == sum(after >= before for before, after in pairs):
            return Verdict(
                False, f"For {errors}: a step that leaves the error as it is does not raise it. Use >, not >=."
            )
        if found == sum(after < before for before, after in pairs):
            return Verdict(False, f"For {errors}: that counts the steps that lower the error.")
        return Verdict(False, f"For {errors} there are {right} rises; you found {found}.")
    return Verdict(True, f"Right on {len(cases)} lists.")


def check_kind(answer):
    """Judge what a point is whose gradient is zero and whose curvatures are 0.010 and 0.512."""
    slips = {
        "saddle": "At a saddle one of the two curvatures is negative. Here both are positive.",
        "maximum": "At a maximum the error falls on both sides, in every direction. Which sign has such a curvature?",
        "plateau": "On a plateau both curvatures are about zero. Here one is 0.512: the walls are steep.",
    }
    why = "It bends up in every direction. That says nothing of other places: the lowest point lies elsewhere."
    return judge_choice(answer, "minimum", why, slips)


def check_method(answer):
    """Judge which method uses errors only."""
    slips = {
        "bfgs": "BFGS learns the curvature, but from gradients.",
        "newton": "Newton asks for the most: errors, gradients and second derivatives.",
        "momentum": "Momentum adds up gradients.",
    }
    return judge_choice(answer, "hooke-jeeves", "It tries each weight up and down, then leaps on.", slips)
