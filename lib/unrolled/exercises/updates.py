"""Checks of notebook 09, when to update."""

import numpy as np

from ..data import TOY, TOY_WEIGHTS
from ..rnn import Weights, sequence_pairs
from ..updates import learn, rtrl_cost
from . import Verdict, call, judge_number, unanswered


def check_updates(answer):
    """Judge how often the weights move: 308 steps, every 20 steps, 10 passes."""
    steps, every, passes = 308, 20, 10
    each = -(-steps // every)
    return judge_number(
        answer,
        passes * each,
        "15 whole pieces and a shorter one make 16 changes a pass, ten times.",
        [
            (passes * (steps // every), "The last 8 steps make a shorter piece, and it counts too."),
            (passes * steps / every, "The last piece is shorter, but it ends with a whole change."),
            (each, "That is one pass; there are ten."),
            (passes, "That is the whole sequence at once: one change a pass."),
            (passes * steps, "That is online learning: one change a step."),
        ],
        tolerance=0.05,
        name="the number of changes",
    )


def check_carried(answer):
    """Judge dh_t/dw for w = -1.5, h_{t-1} = 0.5, h_t = 0.8 and dh_{t-1}/dw = 0.24."""
    w, before, h, carried = -1.5, 0.5, 0.8, 0.24
    slope = h * (1 - h)
    return judge_number(
        answer,
        slope * (before + w * carried),
        "0.16 × (0.5 − 1.5 × 0.24): the copy of w in this step, and all copies before it through h_{t-1}.",
        [
            (slope * before, "That is the copy of w in this step alone: add w times what was carried so far."),
            (slope * w * carried, "That is only what was carried: w in this step counts too, with h_(t-1)."),
            (before + w * carried, "Almost: times the slope of sigma, h_t (1 - h_t)."),
            (slope * (before + carried), "What is carried passes through w: times -1.5."),
            (slope * (h + w * carried), "w is multiplied by the state before, 0.5, not by h_t."),
            (before * (1 - before) * (before + w * carried), "The slope of sigma is taken at h_t: 0.8 × 0.2."),
        ],
        tolerance=0.0005,
        name="the derivative",
    )


def check_online_step(function):
    """Judge a function that takes one step of online learning with no look back."""
    x, y = sequence_pairs(TOY)
    weights, h = TOY_WEIGHTS, TOY_WEIGHTS.s
    for t, (x_t, y_t) in enumerate(zip(x, y, strict=True), start=1):
        result, problem = call(function, weights, h, x_t, y_t, 0.1)
        if problem:
            return problem
        if verdict := unanswered(result, function="online_step"):
            return verdict
        try:
            (u, v, w), h_t = result
            found = np.array([u, v, w, h_t], dtype=float)
        except (TypeError, ValueError, OverflowError):
            return Verdict(False, "Return the pair (u, v, w), h_t: three new weights in a tuple, and the new state.")
        if not np.isfinite(found).all():
            return Verdict(False, "One of the values is not a finite number.")
        right = learn(weights._replace(s=h), [x_t], [y_t], 0.1, 1)[0]
        state = 1 / (1 + np.exp(-(weights.w * h + weights.v * x_t)))
        if verdict := _judge_step(found, weights, right, state, t, x_t, h):
            return verdict
        weights, h = Weights(float(u), float(v), float(w), weights.s), float(h_t)
    return Verdict(True, "One step forward, one short look back, one change; nothing older than h_{t-1} is kept.")


def _judge_step(found, weights, right, state, t, x_t, h):
    """Return a `Verdict` on what is wrong with one step, or None."""
    if abs(found[3] - state) > 1e-9:
        return Verdict(
            False, f"At step {t} the state is {found[3]:.4f}; sigma(w h + v x) with the old weights is {state:.4f}."
        )
    moves, wanted = found[:3] - weights[:3], np.subtract(right[:3], weights[:3])
    if np.allclose(moves, wanted, atol=1e-9):
        return None
    if np.allclose(moves, -wanted, atol=1e-9):
        return Verdict(False, f"At step {t} the weights move up the slope: subtract rate times the gradient.")
    if np.allclose(moves, wanted / 2, atol=1e-9):
        return Verdict(False, f"At step {t} each move is half of what it should be: e_t = 2 (p_t - y_t).")
    for name, move, want in zip("uvw", moves, wanted, strict=True):
        if abs(move - want) > 1e-9:
            slope = state * (1 - state)
            if name != "u" and abs(move - want / slope) < 1e-9:
                return Verdict(False, f"At step {t}, {name} moves too far: sigma'(z_t) = h_t (1 - h_t) is missing.")
            if name == "w" and h and abs(move - want * state / h) < 1e-9:
                return Verdict(False, f"At step {t}, dE_t/dw needs the state before, h_(t-1), not h_t.")
            return Verdict(False, f"At step {t}, {name} moves by {move:.4f}; it should move by {want:.4f}.")
    return None


def check_memory(answer):
    """Judge from which T on RTRL keeps fewer numbers than BPTT, for 10 neurons and one input."""
    neurons = 10
    kept = rtrl_cost(neurons, 1).kept
    right = next(steps for steps in range(1, 10_000) if (steps + 1) * neurons > kept)
    return judge_number(
        answer,
        right,
        f"RTRL keeps {kept} numbers whatever T; BPTT keeps 10 (T + 1), which passes that at T = {right}.",
        [
            (right - 1, "At that T both keep the same: one more."),
            (right + 1, "Earlier by one: T + 1 states are kept, h_0 among them."),
            (kept, "RTRL keeps that many numbers; BPTT keeps 10 at each of T + 1 states."),
            (100, "Each of the 100 + 10 recurrent and input weights has 10 derivatives."),
        ],
        tolerance=0.05,
        name="T",
    )
