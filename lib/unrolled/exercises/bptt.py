"""Checks for notebook 06: the hidden error and the gradient."""

from ..checks import Weights
from ..gradients import bptt
from ..rnn import unroll
from . import Verdict, call, describe, judge_choice, judge_number, unanswered


def check_sign(answer):
    """Judge the sign of the last hidden error, with p below y and u below 0."""
    why = "e_T < 0 and u < 0, and the slope of the sigmoid is positive."
    slips = {
        "negative": "e_T = 2 (p_T - y_T) is negative here, and so is u. What sign has their product?",
        "zero": "It is zero only if the prediction hits its target, or u is 0, or the sigmoid is flat.",
    }
    return judge_choice(answer, "positive", why, slips)


def check_delta(answer):
    """Judge delta_1 of the two-step example."""
    slope_1, slope_2, u, w, e_1, e_2 = 0.5 * 0.5, 0.8 * 0.2, 2.0, -1.5, -0.4, 0.6
    delta_2 = slope_2 * u * e_2
    right = slope_1 * (u * e_1 + w * delta_2)
    slips = [
        (delta_2, "That is delta_2. One more step back."),
        (slope_1 * u * e_1, "That is only the part through p_1. The error of step 2 arrives too, through w."),
        (slope_1 * w * delta_2, "That is only the part through step 2. The step's own error u e_1 arrives too."),
        (u * e_1 + w * delta_2, "The slope of the sigmoid is missing: times h_1 (1 - h_1)."),
        (slope_1 * u * e_1 + w * delta_2, "Both parts pass through the sigmoid: the slope multiplies the whole sum."),
        (slope_1 * (u + w * slope_2 * u), "The output errors e_1 and e_2 are missing."),
        (slope_1 * (u * e_1 - w * delta_2), "Watch the sign of w: it is -1.5."),
        (-right, "The size is right. Watch the signs: e_1 and w are negative."),
        (-0.27, "Right as far as it goes: give three decimals."),
    ]
    return judge_number(answer, right, "-0.2 from its own error, -0.072 from step 2.", slips, 0.0006, "delta_1")


def check_gradient(my_gradient):
    """Judge the learner's gradient on several weights and sequences."""
    cases = [
        (Weights(1.3, -0.7, 2.1, 0.4), [0.5, -0.2, 0.9], [-0.2, 0.9, 0.3]),
        (Weights(-0.8, 1.9, -2.5, 0.7), [1.0, 0.2, -0.6, 0.4], [0.2, -0.6, 0.4, 0.8]),
        (Weights(2.0, 0.5, 1.0, 0.1), [0.3], [1.0]),
    ]
    for weights, x, y in cases:
        found, problem = call(my_gradient, weights, list(x), list(y))
        if problem:
            return problem
        if verdict := unanswered(found, function="my_gradient"):
            return verdict
        try:
            found = [float(value) for value in found][:3]
        except (TypeError, ValueError, OverflowError):
            return Verdict(False, f"Return three numbers, dE/du, dE/dv, dE/dw; this is {describe(found)}.")
        if len(found) != 3:
            return Verdict(False, f"Return three numbers, dE/du, dE/dv, dE/dw; there are {len(found)}.")
        right = bptt(weights, x, y)[:3]
        if not _close(found, right):
            return Verdict(False, _what_is_wrong(found, right, weights, x, y))
    return Verdict(True, f"It agrees with the library on {len(cases)} sequences.")


def check_floor(answer):
    """Judge the prediction after a year without sunspots, with w = 0 and u = 1.2."""
    slips = [
        (0.0, "sigma(0) is not 0."),
        (1.2, "sigma(0) is not 1."),
        (0.5, "That is the state. The prediction is u times it."),
    ]
    return judge_number(answer, 0.6, "u / 2, whatever v is.", slips, name="the prediction")


def _close(found, right):
    return all(abs(a - b) < 1e-7 for a, b in zip(found, right, strict=True))


def _what_is_wrong(found, right, weights, x, y):
    """Recognise the usual slips by computing each of them."""
    if _close(found, _variant(weights, x, y, error_factor=False)):
        return "The factor e_t is missing: this is the gradient of the sum of the predictions."
    if _close([2 * value for value in found], right):
        return "Half of what it should be: e_t = 2 (p_t - y_t), and the 2 is missing."
    if _close([-value for value in found], right):
        return "The sign is wrong: e_t = 2 (p_t - y_t), prediction minus target."
    if _close(found, _variant(weights, x, y, carry=False)):
        return "Nothing arrives from later steps: the term w delta_{t+1} is missing."
    if _close(found, _variant(weights, x, y, slope=False)):
        return "The slope of the sigmoid is missing: times h_t (1 - h_t)."
    if _close(found, _variant(weights, x, y, before=0)):
        return "dE/dw needs the state before the step: delta_t times h_{t-1}, which is h[t - 1]."
    if _close(found, _variant(weights, x, y, slope_on_own_only=True)):
        return "w delta_{t+1} arrives at h_t as u e_t does: the slope h_t (1 - h_t) multiplies both."
    states = unroll(weights, x).h
    if _close(found, (sum(states[1:]), *right[1:])):
        return "dE/du is the sum of e_t h_t: the factor e_t is missing."
    if _close(found, (right[1], right[2], right[0])) or _close(found, (right[1], right[0], right[2])):
        return "The numbers are right, their order is not: dE/du, dE/dv, dE/dw."
    if _close(found, _variant(weights, x, y, only_first=True)):
        return "These are the shares of step 1 alone: add up over the steps, with += and not =."
    wrong = [name for name, a, b in zip(("dE/du", "dE/dv", "dE/dw"), found, right, strict=True) if abs(a - b) >= 1e-7]
    shown = ", ".join(f"{value:.4f}" for value in right)
    return f"Not right yet: {' and '.join(wrong)}. For {weights} and {len(x)} steps it should be {shown}."


def _variant(
    weights, x, y, error_factor=True, carry=True, slope=True, before=1, slope_on_own_only=False, only_first=False
):
    """Return the gradient with one slip made on purpose."""
    u, _, w, _ = weights
    _, h, p = unroll(weights, x)
    delta = dE_du = dE_dv = dE_dw = 0.0
    for t in range(len(x), 0, -1):
        e = 2 * (p[t - 1] - y[t - 1]) if error_factor else 1.0
        flat = h[t] * (1 - h[t]) if slope else 1.0
        later = w * delta if carry else 0.0
        delta = flat * u * e + later if slope_on_own_only else flat * (u * e + later)
        if only_first:
            dE_du = dE_dv = dE_dw = 0.0
        dE_du += e * h[t]
        dE_dv += delta * x[t - 1]
        dE_dw += delta * h[t - before]
    return dE_du, dE_dv, dE_dw
