"""What the pictures of error surfaces share: the sequences worth a look, the rules and their colours."""

import functools
from itertools import islice
from typing import NamedTuple

import numpy as np

from .. import descent as rules
from ..data import TOY, TOY_WEIGHTS, sunspots
from ..descent import descend, hessian_from, only
from ..gradients import bptt
from ..rnn import Weights, error, sequence_pairs
from .style import COLOURS

RANGES = {"u": (-6.0, 6.0), "v": (-8.0, 8.0), "w": (-8.0, 8.0), "s": (-2.0, 3.0)}


class Scene(NamedTuple):
    """A sequence with weights from which its error surface is worth a look."""

    label: str
    sequence: tuple
    weights: Weights


# Found by a search over some thousand short sequences for surfaces with two lowest points within reach, each with
# a fair share of the starts (`hump`), and for a bent, narrow valley between plateaus (`zigzag`).
SCENES = {
    "hump": Scene("hump: 0.1 0.5 0.7 0.2", (0.1, 0.5, 0.7, 0.2), Weights(1.0, 1.0, 4.0, 0.5)),
    "zigzag": Scene("zigzag: 0.5 1 0.4 1", (0.5, 1.0, 0.4, 1.0), Weights(1.5, 3.0, 6.0, 0.0)),
    "toy": Scene("toy: 0.5 −0.2 0.9 0.3", TOY, TOY_WEIGHTS),
    "sunspots": Scene("sunspots, in hundreds", (), Weights(1.5, 4.0, -6.0, 0.2)),
}

# rule, its settings for a rate, colour, line style: solid for a rule that uses the gradient, dashed for one that
# does without, dotted for one that uses second derivatives as well
RULES = {
    "descent": (rules.gradient_descent, lambda rate: {"rate": rate}, COLOURS["ink"], "-"),
    "momentum": (rules.momentum, lambda rate: {"rate": rate, "keep": 0.9}, COLOURS["orange"], "-"),
    "Rprop": (rules.rprop, lambda rate: {"size": 0.1}, COLOURS["sky"], "-"),
    "Nelder-Mead": (rules.nelder_mead, lambda rate: {}, COLOURS["brown"], "--"),
    "BFGS": (rules.bfgs, lambda rate: {}, COLOURS["target"], "-"),
    "Newton": (rules.newton, lambda rate: {}, COLOURS["back"], ":"),
}

# The field of the race: the rules above and their nearest relatives.
RACERS = {
    "random search": (rules.random_search, lambda rate: {"size": 0.3}, COLOURS["s"], "--"),
    "Nelder-Mead": RULES["Nelder-Mead"],
    "Hooke-Jeeves": (rules.hooke_jeeves, lambda rate: {"size": 0.5}, COLOURS["orange"], "--"),
    "descent": RULES["descent"],
    "momentum": RULES["momentum"],
    "Nesterov": (rules.nesterov, lambda rate: {"rate": rate, "keep": 0.9}, COLOURS["u"], "-"),
    "Rprop": RULES["Rprop"],
    "conj. gradient": (rules.conjugate_gradient, lambda rate: {}, COLOURS["brown"], "-"),
    "BFGS": RULES["BFGS"],
    "Newton": RULES["Newton"],
}


def scene_pairs(name, year=1954, steps=22):
    """Return x, y of a scene; `year` and `steps` choose the window of the sunspot numbers."""
    if name != "sunspots":
        return sequence_pairs(SCENES[name].sequence)
    spots = sunspots()
    first = spots.years.index(year)
    return sequence_pairs(spots.numbers[first : first + steps + 1])


def functions(names, weights, x, y):
    """Return E, its gradient and its Hessian over the named weights, the others held."""
    E, gradient = only(names, weights, lambda here: error(here, x, y), lambda here: bptt(here, x, y))
    return E, gradient, hessian_from(gradient)


def run(rule, names, weights, x, y, rate=0.1, steps=100):
    """Follow a rule of `RACERS` from weights over the named ones; return its `Path`."""
    make, settings, *_ = RACERS[rule]
    start = [getattr(weights, name) for name in names]
    return descend(make, start, *functions(names, weights, x, y), steps=steps, progress=False, **settings(rate))


def scene_path(rule, names, scene, weights, rate, steps, window=()):
    """Return the `Path` of a rule on a scene; one that was asked for not long ago is not walked again.

    Args:
        rule: one of `RACERS`, which hold `RULES` too.
        names: the weights that move, such as "vw".
        scene: one of `SCENES`.
        weights: `Weights` to start from.
        rate: the learning rate, for the rules that have one.
        steps: at most so many.
        window: of the sunspot numbers: the first year and how many steps.
    """
    settings = tuple(_RULES[rule][1](rate).items())
    return _walked(rule, "".join(names), scene, window, weights, settings, steps)


_RULES = {**RACERS, **RULES}


@functools.lru_cache(maxsize=256)
def _walked(rule, names, scene, window, weights, settings, steps):
    start = [getattr(weights, name) for name in names]
    parts = functions(names, weights, *scene_pairs(scene, *window))
    return descend(_RULES[rule][0], start, *parts, steps=steps, progress=False, **dict(settings))


def many_ends(rule, names, weights, x, y, starts, rate=1.0, steps=600):
    """Walk from many starts at once, shape (names, ...), by a rule that uses the gradient; return where they end."""
    make, settings, *_ = RULES[rule]
    _, gradient, _ = functions(names, weights, x, y)
    walk = make(np.asarray(starts, dtype=float), gradient, **settings(rate))
    with np.errstate(all="ignore"):
        return next(islice(walk, steps - 1, None))


def level_place(names, weights, x, y, near):
    """Return the place, shape (names,), where the gradient over the named weights is zero: a top, a bottom or a pass.

    Newton's steps for a zero of the gradient lead to it, of whatever kind it is, if they begin close by.

    Args:
        names: the weights that may move.
        weights: `Weights`; the others are held at these values.
        x: the inputs.
        y: the targets.
        near: a guess, one value for each name.

    Raises:
        ValueError: the steps do not settle, or only where the surface is flat on all sides: guess closer to the place.
    """
    _, gradient, hessian = functions(names, weights, x, y)
    place = np.asarray(near, dtype=float)
    for _ in range(50):
        curvature = hessian(place)
        if not np.isfinite(curvature).all() or np.abs(np.linalg.eigvalsh(curvature)).min() < 1e-6:
            break
        step = np.linalg.solve(curvature, gradient(place))
        place = place - step
        if np.abs(step).max() < 1e-10:
            return place
    raise ValueError(f"near is {near}: from there no place with gradient zero is found; guess closer to one")


def lowest(names, weights, x, y):
    """Return the lowest E that a walk from a grid of starts finds, polished by Newton, and where it is."""
    E, gradient, hessian = functions(names, weights, x, y)
    sides = [np.linspace(*RANGES[name], 9) for name in names]
    ends = many_ends("Rprop", names, weights, x, y, np.reshape(np.meshgrid(*sides), (len(names), -1)), steps=300)
    best = ends[:, np.argmin(E(ends))]
    path = descend(rules.newton, best, E, gradient, hessian, steps=30, progress=False)
    return float(path.errors.min()), path.points[path.errors.argmin()]
