"""Checks for notebook 04: the forward pass, the targets and the error."""

from ..checks import Weights
from ..data import TOY, TOY_WEIGHTS, sunspots
from ..rnn import error, sequence_pairs, sigma, unroll
from . import Verdict, call, describe, judge_number, unanswered


def check_next_prediction(answer):
    """Judge the fourth prediction on the toy sequence."""
    run = unroll(TOY_WEIGHTS, list(TOY))
    u, v, w, _ = TOY_WEIGHTS
    slips = [
        (run.h[4], "That is the state h_4. The prediction is u times it."),
        (run.z[3], "That is z_4. Two things still follow: sigma, then u."),
        (u * sigma(w * run.h[3]), "The new input is missing: z_4 also has v × 0.3."),
        (u * sigma(v * TOY[3]), "The memory is missing: z_4 also has w × h_3."),
        (run.p[2], "That is p_3 again. One more step, with the new input."),
        (run.p[0], "That starts again from s. The state before step 4 is h_3."),
        (u * sigma(w * TOY_WEIGHTS.s + v * TOY[3]), "That starts again from s. The state before step 4 is h_3."),
        (u * run.z[3], "sigma is missing: p_4 = u sigma(z_4)."),
        (u * sigma(v * run.h[3] + w * TOY[3]), "w and v are swapped: w goes with the state, v with the input."),
        (u * sigma(w * run.h[3] + v * TOY[2]), "That uses the input 0.9 of step 3; step 4 takes in 0.3."),
    ]
    return judge_number(answer, run.p[3], "p_4 = u h_4.", slips, name="the prediction")


def check_pairs(answer):
    """Judge the number of pairs in the sunspot series."""
    years = sunspots().years
    if isinstance(answer, float) and not answer.is_integer():
        return Verdict(False, "A number of pairs is a whole number.")
    slips = [
        (len(years), "That is the number of years. The last one is nobody's input: N values give N - 1 pairs."),
        (len(years) - 2, "One too few: from 1700 to 2008, both ends included, there are 309 years."),
        (2 * (len(years) - 1), "A pair counts once: an input together with its target."),
    ]
    return judge_number(answer, len(years) - 1, "309 years, one pair fewer.", slips, 0.1, "the number of pairs")


def check_predict(predict):
    """Judge the learner's forward pass on several weights and sequences."""
    cases = [
        (TOY_WEIGHTS, [0.5, -0.2, 0.9]),
        (Weights(-2.0, 1.5, -3.0, 0.9), [1.0, 0.0, -1.0, 0.5]),
        (Weights(1.0, 1.0, 1.0, 0.0), [0.3]),
    ]
    for weights, x in cases:
        found, problem = call(predict, weights, list(x))
        if problem:
            return problem
        if verdict := unanswered(found, function="predict"):
            return verdict
        right = unroll(weights, x)
        if verdict := _mistaken(found, weights, x, right):
            return verdict
    return Verdict(True, f"Your loop agrees with the library on {len(cases)} sequences.")


def _mistaken(found, weights, x, right):
    """Return a Verdict that says what is wrong with one list of predictions, or None."""
    try:
        found = [float(p) for p in found]
    except (TypeError, ValueError, OverflowError):
        return Verdict(False, f"predict should return a list of numbers; it returned {describe(found)}.")
    if len(found) != len(x):
        return Verdict(False, f"{len(x)} inputs should give {len(x)} predictions; there are {len(found)}.")
    u, v, w, s = weights
    no_memory = [u * sigma(w * s + v * x_t) for x_t in x]
    no_sigma, h = [], s
    for x_t in x:
        h = w * h + v * x_t
        no_sigma.append(u * h)
    from_zero = unroll(weights._replace(s=0.0), x).p
    swapped = unroll(Weights(u, w, v, s), x).p
    from_above, start_too = unroll(TOY_WEIGHTS._replace(s=s), x).p, unroll(TOY_WEIGHTS, x).p
    globals_used = (
        "That uses the u, v, w from above. Take weights.u, weights.v, weights.w, which the function is given."
    )
    slips = [
        (right.p, None),
        (right.h[1:], "Those are the states h_t. A prediction is u times the state."),
        ([u * h for h in right.h[:-1]], "Each prediction uses the state before its input came in: update h first."),
        (right.z, "Those are the pre-activations z_t: sigma, and then u, are missing."),
        (no_memory, "Every step starts from s again. The state must be carried on: assign h inside the loop."),
        (no_sigma, "sigma is missing: the state is sigma of w h + v x."),
        (from_zero, "h starts at 0. It must start at weights.s."),
        (swapped, "w and v are swapped: w goes with the state, v with the input."),
        (from_above, globals_used),
        (start_too, globals_used),
    ]
    for values, message in slips:
        if all(abs(a - b) < 1e-9 for a, b in zip(found, values, strict=True)):
            return message and Verdict(False, message)
    t = next(t for t, (a, b) in enumerate(zip(found, right.p, strict=True), start=1) if not abs(a - b) < 1e-9)
    return Verdict(False, f"For {weights}, p_{t} should be {right.p[t - 1]:.4f}; yours is {found[t - 1]:.4f}.")


def check_beats_baseline(weights):
    """Judge weights on the sunspots of 1996 to 2004 against "same as last year"."""
    if verdict := unanswered(weights):
        return verdict
    spots = sunspots()
    first = spots.years.index(1996)
    x, y = sequence_pairs(spots.numbers[first : first + 9])
    try:
        reached = float(error(weights, x, y))
    except (TypeError, ValueError, OverflowError) as problem:
        return Verdict(False, f"That cannot be used as weights: {problem}.")
    baseline = sum((b - a) ** 2 for a, b in zip(x, y, strict=True))
    if reached < baseline:
        return Verdict(True, f"E = {reached:.3f}, below the baseline's {baseline:.3f}.")
    run = unroll(weights, x)
    worst = max(range(len(x)), key=lambda t: abs(y[t] - run.p[t]))
    side = "high" if run.p[worst] > y[worst] else "low"
    return Verdict(
        False,
        f"E = {reached:.3f}, and the baseline has {baseline:.3f}. Worst is step {worst + 1}: p is too {side}.",
    )
