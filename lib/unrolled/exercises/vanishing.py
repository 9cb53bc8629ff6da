"""Checks of notebook 08, vanishing and exploding."""

import math

import numpy as np

from ..longrange import wall
from . import Verdict, call, judge_number, unanswered


def check_steps_to_forget(answer):
    """Judge how many steps back leave at most a millionth when w = 2."""
    return judge_number(
        answer,
        math.ceil(math.log(1e-6) / math.log(2 / 4)),
        "Each factor is at most 2/4, and (1/2)^20 is just below a millionth. No input and no training data can help.",
        [
            (math.ceil(math.log(1e-6) / math.log(1 / 4)), "That is for a factor of 1/4: you left out w = 2."),
            (
                math.log(1e-6) / math.log(2 / 4),
                "Only whole steps count: 19 are too few, so take the next whole number.",
            ),
            (math.floor(math.log(1e-6) / math.log(2 / 4)), "One short: (1/2)^19 is still above a millionth."),
            (6, "A factor of 1/10 a step would need 6 steps; here it is w/4 = 1/2 at most."),
        ],
        tolerance=0.05,
        name="the number of steps",
    )


def check_factor(answer):
    """Judge the factor of a step with w = 6 and h_t = 0.9."""
    w, h = 6.0, 0.9
    again = 1 / (1 + math.exp(-h))
    return judge_number(
        answer,
        w * h * (1 - h),
        "w h (1 - h) = 6 × 0.9 × 0.1. A weight of 6 could give 1.5, but near h = 1 sigma is flat.",
        [
            (w / 4, "That is the largest that w = 6 allows; it needs h = 1/2."),
            (w * again * (1 - again), "0.9 is h_t, so sigma has been applied already: its slope is h (1 - h)."),
            (h * (1 - h), "That is sigma'(z_t) alone: times w."),
            (w * h, "Times (1 - h) too: the slope of sigma is h (1 - h)."),
        ],
        name="the factor",
    )


def check_clip(function):
    """Judge a function that cuts a gradient to a length."""
    cases = [((3.0, 4.0), 1.0), ((0.3, -0.4), 1.0), ((-6.0, 8.0), 2.0), ((0.0, 0.0), 1.0)]
    for gradient, longest in cases:
        given = np.array(gradient)
        result, problem = call(function, given.copy(), longest)
        if problem:
            return problem
        if verdict := unanswered(result, function="clip"):
            return verdict
        case = f"clip(np.array({list(gradient)}), {longest})"
        if np.shape(result) != given.shape:
            return Verdict(False, f"{case} has shape {np.shape(result)}: return the whole gradient, a vector.")
        if not np.isfinite(result).all():
            return Verdict(False, f"{case} is not finite: a gradient of length zero must not be divided by.")
        right = given * min(1.0, longest / max(math.hypot(*gradient), 1e-300))
        if np.allclose(result, right):
            continue
        said = f"{case} gives {np.round(result, 3).tolist()}"
        if np.allclose(result, np.clip(given, -longest, longest)):
            return Verdict(
                False, f"{said}: that clips each part by itself and bends the direction. Scale them together."
            )
        if math.hypot(*gradient) <= longest:
            return Verdict(False, f"{said}, but its length is only {math.hypot(*gradient):g}: leave it as it is.")
        return Verdict(False, f"{said}; it should be {np.round(right, 3).tolist()}, of length {longest:g}.")
    return Verdict(True, "Long gradients keep their direction and get the length you allow; short ones stay.")


def check_wall(answer):
    """Judge where the wall stands for w = 5.2 and z_0 = 0.5."""
    w, start = 5.2, 0.5
    return judge_number(
        answer,
        float(wall(w, start)),
        "There z_0 = 0.5 is mapped to itself: 5.2 sigma(0.5) + b = 0.5.",
        [
            (-float(wall(w, start)), "The sign: b = z_0 - w sigma(z_0)."),
            (start - w * start, "You took z_0 for sigma(z_0): sigma(0.5) is 0.622."),
            (-w / (1 + math.exp(-start)), "Almost: z_0 itself is missing, b = z_0 - w sigma(z_0)."),
        ],
        name="b",
    )
