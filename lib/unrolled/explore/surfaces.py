"""What the figures on error surfaces share: the sequences worth a look, the rules and their colours."""

from typing import NamedTuple

from .. import descent as rules
from ..data import TOY, TOY_WEIGHTS, sunspots
from ..descent import descend, hessian_from, only
from ..draw.style import COLOURS
from ..gradients import bptt
from ..rnn import Weights, error, sequence_pairs

RANGES = {"u": (-6.0, 6.0), "v": (-8.0, 8.0), "w": (-8.0, 8.0), "s": (-2.0, 3.0)}


class Scene(NamedTuple):
    """A sequence with weights from which its error surface is worth a look."""

    label: str
    sequence: tuple
    weights: Weights


# Found by a search over some thousand short sequences for surfaces with two lowest points within reach, each with
# a fair share of the starts (`hump`), and for a bent, narrow valley between plateaus (`zigzag`).
SCENES = {
    "hump": Scene("hump: 0.1 0.5 0.7 0.2", (0.1, 0.5, 0.7, 0.2), Weights(1.0, 1.5, 2.5, 0.5)),
    "zigzag": Scene("zigzag: 0.5 1 0.4 1", (0.5, 1.0, 0.4, 1.0), Weights(1.5, 3.0, 6.0, 0.0)),
    "toy": Scene("toy: 0.5 −0.2 0.9 0.3", TOY, TOY_WEIGHTS),
    "sunspots": Scene("sunspots, in hundreds", (), Weights(1.5, 4.0, -6.0, 0.2)),
}

# rule, its settings for a rate, colour, line style
RULES = {
    "descent": (rules.gradient_descent, lambda rate: {"rate": rate}, COLOURS["ink"], "-"),
    "momentum": (rules.momentum, lambda rate: {"rate": rate, "keep": 0.9}, COLOURS["orange"], "-"),
    "Rprop": (rules.rprop, lambda rate: {"size": 0.1}, COLOURS["sky"], "-"),
    "Nelder-Mead": (rules.nelder_mead, lambda rate: {}, COLOURS["faint"], "--"),
    "BFGS": (rules.bfgs, lambda rate: {}, COLOURS["target"], "--"),
    "Newton": (rules.newton, lambda rate: {}, COLOURS["back"], ":"),
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
    """Follow a rule of `RULES` from weights over the named ones; return its `Path`."""
    make, settings, *_ = RULES[rule]
    start = [getattr(weights, name) for name in names]
    return descend(make, start, *functions(names, weights, x, y), steps=steps, progress=False, **settings(rate))
