"""Checks for notebook 02: steps down a slope, their rate, and who does what."""

import math

from . import Verdict, call, describe, judge_choice, judge_number, unanswered


def check_round(answer):
    """Judge how many error calls one round of "try each weight up and down" needs at most, for 1000 weights."""
    slips = [
        (1000, "Each weight is tried up and, if that does not help, down: two tries."),
        (2, "That is for one weight. There are 1000."),
        (2001, "The error where the round begins is known already: count only the tries."),
        (2**1000, "The weights are tried one after another, not in all combinations."),
    ]
    why = "Two tries for each weight. A gradient by backpropagation costs about as much as two or three values of E."
    return judge_number(answer, 2000, why, slips, 0.5, "the number of calls")


def check_landing_rate(answer):
    """Judge the rate that lands on the lowest point of W^2/4 in one step, from anywhere."""
    slips = [
        (4, "With rate 4 the step is 2W: it lands at −W, just as high on the other side."),
        (0.5, "One half is the curvature, the slope of the slope. The rate is its inverse."),
        (1, "With rate 1 the step is W/2: it goes half of the way."),
    ]
    why = "The step is 2 × W/2 = W, exactly the way to 0. It is 1 / curvature; only a parabola has one curvature."
    return judge_number(answer, 2, why, slips, 1e-6, "the rate")


def check_descent(function):
    """Judge the learner's gradient descent, a function (slope, W, rate, steps)."""
    cases = [(lambda W: W / 2, -3.5, 0.7, 4), (lambda W: 2 * (W - 1), 4.0, 0.1, 7), (lambda W: W**3, 1.0, 0.2, 1)]
    for slope, start, rate, steps in cases:
        found, problem = call(function, slope, start, rate, steps)
        if problem:
            return problem
        if verdict := unanswered(found, function="descent"):
            return verdict
        try:
            found = float(found)
        except (TypeError, ValueError, OverflowError):
            return Verdict(False, f"Return the last W, a number; the function returned {describe(found)}.")
        right, once, up, held, fixed = start, start - rate * slope(start), start, start, start
        for _ in range(steps):
            right -= rate * slope(right)
            up += rate * slope(up)
            held -= rate * slope(start)
            fixed -= rate * math.copysign(1, slope(fixed))
        slips = [
            (right, None),
            (up, "That walks uphill: the step is minus rate times slope."),
            (once, "That is one step. Repeat it `steps` times; `return` comes after the loop."),
            (held, "Every step uses the slope at the start. Ask for the slope at the new W each time."),
            (fixed, "Those steps are all of one size. Multiply the rate by the slope, not by its sign."),
            (start, "W never moved. Does the loop give W its new value?"),
        ]
        for value, message in slips:
            if abs(found - value) < 1e-9:
                if message:
                    return Verdict(False, message)
                break
        else:
            said = f"From {start} with rate {rate}, {steps} steps should end at {right:.4f}, not {found:.4f}."
            return Verdict(False, said)
    return Verdict(True, f"Your loop agrees on {len(cases)} slopes.")


def check_exchanged(answer):
    """Judge what is exchanged when difference quotients stand in for backpropagation."""
    slips = {
        "rule": "The rule is what uses the gradient, here Rprop. It stayed.",
        "error": "The error function is the same: the same weights give the same E.",
    }
    return judge_choice(answer, "source", "The gradient comes from elsewhere; what is done with it is the same.", slips)
