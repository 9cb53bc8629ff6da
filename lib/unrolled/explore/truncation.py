"""Live figure: what a gradient loses when errors are carried back only k steps."""

import functools

import ipywidgets as widgets
import numpy as np

from ..data import TOY, TOY_WEIGHTS, sunspots
from ..draw.formula import Formulas
from ..draw.network import canvas_axes
from ..draw.style import COLOURS, number
from ..gradients import bptt, truncated_bptt
from ..rnn import Weights, error, sequence_pairs
from ..updates import compare
from .base import LiveFigure, slider
from .sequence import MEANINGS

LIMIT, POINTS, PASSES = 8.0, 65, 40
U, S = TOY_WEIGHTS.u, TOY_WEIGHTS.s
RATES = {"toy": 0.05, "sunspots": 0.01}


class Truncation(LiveFigure):
    """The gradient with errors carried back k steps, against the whole one.

    Left, the angle between the two parts for v and w, at every v and w (u and s fixed; what is due to u goes
    back no step, so that no truncation touches it). Right, at the chosen point: the angle and
    the length for every k, and the error of descent with the one and with the other.

    Args:
        k: steps back to open with.
        v: the input weight.
        w: the recurrent weight.
        sequence: "sunspots" (twelve steps from 1700) or "toy" (three).
    """

    title = "Carried back k steps only"
    size = (9.0, 5.6)

    def __init__(self, k=1, v=-0.7, w=-6.8, sequence="sunspots"):
        steps = len(_pairs(sequence)[0])
        controls = {
            "k": widgets.IntSlider(
                value=k, min=1, max=steps, description="k",
                style={"description_width": "1.6em", "handle_color": COLOURS["back"]}, layout={"width": "240px"},
            ),
            "v": slider("v", v, -LIMIT, LIMIT, meaning=MEANINGS["v"]),
            "w": slider("w", w, -LIMIT, LIMIT, meaning=MEANINGS["w"]),
        }  # fmt: skip
        choose = {
            "sequence": widgets.Dropdown(
                options=[("sunspots 1700 to 1712", "sunspots"), ("toy: four numbers", "toy")], value=sequence,
                description="sequence", style={"description_width": "5em"}, layout={"width": "270px"},
            ),
        }  # fmt: skip
        choose["sequence"].observe(self._fit, "value")
        super().__init__([controls, choose])
        self.canvas.mpl_connect("button_press_event", self._clicked)

    def _fit(self, change):
        """Let k reach the length of the new sequence."""
        k, steps = self.controls["k"], len(_pairs(change["new"])[0])
        k.value = min(k.value, steps)
        k.max = steps

    def _clicked(self, event):
        if event.inaxes is self.plane:
            self.set(v=event.xdata, w=event.ydata)

    def prepare(self, figure, **_):
        """Make the map and the three plots beside it."""
        self.formulas = Formulas(canvas_axes(figure), 18, (530, 506))
        self.plane = figure.add_axes((0.065, 0.10, 0.40, 0.695), xlim=(-LIMIT, LIMIT), ylim=(-LIMIT, LIMIT))
        self.plane.set(xlabel="$v$", ylabel="$w$", title="angle to the whole gradient")
        step = LIMIT / (POINTS - 1)
        reach = (-LIMIT - step, LIMIT + step) * 2
        self.image = self.plane.imshow(np.zeros((POINTS, POINTS)), origin="lower", extent=reach, aspect="auto",
                                       cmap="cividis", vmin=0, vmax=90)  # fmt: skip
        self.plane.set(xlim=(-LIMIT, LIMIT), ylim=(-LIMIT, LIMIT))
        bar = figure.colorbar(self.image, cax=figure.add_axes((0.475, 0.10, 0.014, 0.695)), ticks=[0, 30, 60, 90])
        bar.ax.set_yticklabels(["0°", "30°", "60°", "90°+"])
        (self.point,) = self.plane.plot([], [], "o", mfc="none", mec="white", mew=2.4, ms=13)
        (self.rim,) = self.plane.plot([], [], "o", mfc="none", mec=COLOURS["ink"], mew=1, ms=16)
        self.angles = figure.add_axes((0.615, 0.62, 0.37, 0.175), ylim=(-8, 188), yticks=[0, 90, 180])
        self.angles.set(ylabel="angle, °", title="at the marked point")
        self.ratios = figure.add_axes((0.615, 0.405, 0.37, 0.15), ylim=(-0.1, 2.1), yticks=[0, 1, 2])
        self.ratios.set(ylabel="length / whole")
        self.ratios.set_xlabel("$k$", labelpad=0)
        self.ratios.axhline(1, color=COLOURS["faint"], lw=1)
        self.angles.axhline(90, color=COLOURS["faint"], lw=1)
        dots = {"ls": "-", "marker": "o", "ms": 5, "lw": 1.2, "color": COLOURS["back"], "clip_on": False}
        (self.angle_line,), (self.ratio_line,) = self.angles.plot([], [], **dots), self.ratios.plot([], [], **dots)
        ring = {"marker": "o", "ms": 11, "mfc": "none", "mec": COLOURS["ink"], "mew": 1.8, "clip_on": False}
        (self.angle_here,), (self.ratio_here,) = self.angles.plot([], [], **ring), self.ratios.plot([], [], **ring)
        self.curves = figure.add_axes((0.615, 0.10, 0.37, 0.19), xlim=(0, PASSES), ylim=(0, 1.35), yticks=[0, 0.5, 1])
        self.curves.set(xlabel="steps of descent", ylabel="$E$ / first $E$")
        (self.whole,) = self.curves.plot([], [], color=COLOURS["u"], label="whole gradient")
        (self.cut,) = self.curves.plot([], [], color=COLOURS["bad"], ls="--", label="$k$ steps back")
        self.curves.legend(loc="upper right", fontsize=8.5, ncols=2, borderaxespad=0)
        lines = [self.angle_line, self.ratio_line, self.angle_here, self.ratio_here, self.whole, self.cut]
        return [*self.formulas.artists, self.image, self.point, self.rim, *lines]

    def background(self, sequence, **_):
        """Only another sequence moves the axes."""
        return sequence

    def arrange(self, sequence, **_):
        """Fit the axes of k."""
        steps = len(_pairs(sequence)[0])
        for ax in (self.angles, self.ratios):
            ax.set(xlim=(0.6, steps + 0.4), xticks=range(1, steps + 1))
        self.angles.set_xticklabels([])

    def update(self, k, v, w, sequence):
        """Compare the gradients everywhere for this k, and for every k at this point."""
        x, y = _pairs(sequence)
        steps = len(x)
        k = min(k, steps)
        self.image.set_data(_angles(sequence, k))
        for mark in (self.point, self.rim):
            mark.set_data([v], [w])
        weights = Weights(U, v, w, S)
        whole = bptt(weights, x, y)
        shortened = [truncated_bptt(weights, x, y, back) for back in range(1, steps + 1)]
        compared = [compare(part, whole, "vw") for part in shortened]
        angles, ratios = (np.array(values) for values in zip(*compared, strict=True))
        self.angle_line.set_data(range(1, steps + 1), angles)
        self.ratio_line.set_data(range(1, steps + 1), np.clip(ratios, 0, 2))
        self.angle_here.set_data([k], [angles[k - 1]])
        self.ratio_here.set_data([k], [np.clip(ratios[k - 1], 0, 2)])
        runs = [_descent(weights, x, y, back, RATES[sequence]) for back in (steps, k)]
        for line, errors in zip((self.whole, self.cut), runs, strict=True):
            line.set_data(range(PASSES + 1), np.clip(np.divide(errors, errors[0]), 0, 1.35))
        name, pair = "($\\partial E/\\partial v$, $\\partial E/\\partial w$)", "({{v:{}}}, {{w:{}}})"
        part = shortened[k - 1]
        self.formulas.set(
            f"all {steps} steps back:  {name}  =  {pair.format(number(whole.v), number(whole.w))}",
            f"{k} back:  {pair.format(number(part.v), number(part.w))},   turned by "
            f"{{back:{angles[k - 1]:.0f}°}} and {{back:{number(ratios[k - 1], 2)}}} times as long",
        )
        share = np.mean(_angles(sequence, k) > 30)
        return (
            f"With errors carried back {k} of {steps} steps, at v = {number(v)}, w = {number(w)}: the gradient in v, w "
            f"points {angles[k - 1]:.0f}° away from the whole one and is {number(ratios[k - 1], 2)} times as long. "
            f"{PASSES} steps of descent bring E from {number(runs[0][0])} to {number(runs[1][-1])}, with the whole "
            f"gradient to {number(runs[0][-1])}. In {share:.0%} of the plane the angle is above 30°."
            + (" Beyond 90° a small step in v and w alone goes uphill." if angles[k - 1] > 90 else "")
        )


@functools.cache
def _pairs(sequence):
    return sequence_pairs(TOY if sequence == "toy" else sunspots().numbers[:13])


@functools.lru_cache(maxsize=32)
def _angles(sequence, k):
    """Return the angle, in degrees, between the truncated and the whole gradient over the plane of v and w."""
    x, y = _pairs(sequence)
    axis = np.linspace(-LIMIT, LIMIT, POINTS)
    weights = Weights(U, axis[None, :], axis[:, None], S)
    return np.nan_to_num(compare(truncated_bptt(weights, x, y, k), bptt(weights, x, y), "vw").angle)


def _descent(weights, x, y, back, rate):
    """Return E before and after each of `PASSES` steps against the truncated gradient of u, v and w."""
    errors = [error(weights, x, y)]
    for _ in range(PASSES):
        slope = truncated_bptt(weights, x, y, back)
        moved = (weight - rate * part for weight, part in zip(weights[:3], slope, strict=False))
        weights = Weights(*moved, weights.s)
        errors.append(error(weights, x, y))
    return errors
