"""Checks for notebook 07: rates in a valley, curvature from slopes, what a point is, which method needs what."""

from . import judge_choice, judge_number


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


def check_lowest(answer):
    """Judge where the parabola is lowest whose slope is 3 at W = 2 and 1 at W = 1."""
    slips = [
        (0, "That is 1 − 1, a step of descent from W = 1 with rate 1. Divide the slope by the curvature first."),
        (-1, "The slope falls by 2 for each 1 in W. It is at 1, so there is less than 1 to go."),
        (1.5, "The slope there is 2, half way between 1 and 3. Where is it 0? Go on to the left."),
        (2, "That is the curvature. How far is it from W = 1 to where the slope is 0?"),
        (1 / 3, "The slope does not shrink by the same factor; it falls by the same amount, 2 for each 1 in W."),
    ]
    why = "The slope falls by 2 for each 1 in W, so from W = 1 it is half a step to where it is 0."
    return judge_number(answer, 0.5, why, slips, 1e-4, "W")


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
