"""The controls that most live figures share: the weights, and which stretch of which sequence."""

import ipywidgets as widgets

from ..data import TOY, TOY_WEIGHTS, sunspots
from ..draw.network import MAX_STEPS
from ..rnn import Weights, sequence_pairs
from .base import slider

MEANINGS = {"u": "output weight", "v": "input weight", "w": "recurrent weight", "s": "first hidden state h_0"}


def weight_sliders(start=TOY_WEIGHTS, limit=6.0, names="uvws"):
    """Return a row of sliders for the weights: u, v and w in [-limit, limit], s in [0, 1]."""
    limits = dict.fromkeys("uvw", (-limit, limit)) | {"s": (0.0, 1.0)}
    return {name: slider(name, getattr(start, name), *limits[name], meaning=MEANINGS[name]) for name in names}


def chosen_weights(state):
    """Return the `Weights` that a state of `weight_sliders` holds."""
    return Weights(*(float(state[name]) for name in "uvws"))


def sequence_controls(steps=8, first_year=1996):
    """Return a row of controls that choose the toy sequence, or a window of the sunspot numbers."""
    years = sunspots().years
    return {
        "sequence": widgets.Dropdown(
            options=[("toy: four numbers", "toy"), ("sunspots, in hundreds", "sunspots")],
            description="sequence", style={"description_width": "5em"}, layout={"width": "260px"},
        ),
        "year": widgets.IntSlider(
            value=first_year, min=years[0], max=years[-1] - MAX_STEPS, description="from year",
            style={"description_width": "5em"}, layout={"width": "290px", "display": "none"},
        ),
        "steps": widgets.IntSlider(
            value=steps, min=2, max=MAX_STEPS, description="steps",
            style={"description_width": "3em"}, layout={"width": "230px", "display": "none"},
        ),
    }  # fmt: skip


def follow_sequence(controls):
    """Show the window's controls only while they mean something: with the sunspot numbers."""

    def show(_=None):
        for name in ("year", "steps"):
            controls[name].layout.display = None if controls["sequence"].value == "sunspots" else "none"

    controls["sequence"].observe(show, "value")
    show()


def chosen_sequence(state):
    """Return x, y and a name in words for the sequence that a state of `sequence_controls` holds."""
    if state["sequence"] == "toy":
        return *sequence_pairs(TOY), "the toy sequence"
    spots = sunspots()
    first = spots.years.index(state["year"])
    x, y = sequence_pairs(spots.numbers[first : first + state["steps"] + 1])
    return x, y, f"sunspots {spots.years[first]} to {spots.years[first + state['steps']]}"
