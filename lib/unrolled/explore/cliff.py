"""Live figure: descent on the cliff of Pascanu, Mikolov and Bengio, plain and with clipped gradients."""

import functools
import itertools

import ipywidgets as widgets
import numpy as np

from ..descent import clipped, gradient_descent
from ..draw.formula import Formulas
from ..draw.longrange import FAR, START, TARGET, cliff_contours, cliff_error, cliff_gradient, cobweb
from ..draw.network import canvas_axes
from ..draw.style import COLOURS, factor, number
from ..longrange import wall
from ..rnn import sigma
from .base import LiveFigure, slider

STEPS = 60
"""Of each run."""
SPAN = 5.0
"""The rule is drawn from -SPAN to SPAN."""


class Cliff(LiveFigure):
    """Left, the error over w and b with two runs of descent, plain and clipped, from one start.

    Right, the rule z -> w sigma(z) + b at the chosen step of the chosen run, and where 50 rounds of it lead from
    z_0 = 0.5. A click on the left picture starts there.

    Args:
        start: (w, b) to open with.
        rate: the learning rate.
        longest: the length to which longer gradients are cut.
    """

    title = "Descent at the cliff"
    size = (9.0, 5.6)

    def __init__(self, start=(4.8, -2.2), rate=0.06, longest=0.3):
        wide = {"description_width": "6.5em"}
        place = {
            "w": slider("w", start[0], FAR[0], FAR[1], meaning="recurrent weight at the start"),
            "b": slider("b", start[1], FAR[2], FAR[3], colour=COLOURS["v"], meaning="bias at the start"),
            "rate": slider("rate", rate, 0.02, 0.5, step=0.02, meaning="learning rate"),
        }
        place["rate"].style.description_width = "2.5em"
        walk = {
            "longest": slider("clip at", longest, 0.05, 5.0, meaning="the longest gradient that stays whole"),
            "follow": widgets.Dropdown(options=["plain", "clipped"], description="follow run",
                                       style=wide, layout={"width": "200px"}),
            "step": widgets.IntSlider(value=0, min=0, max=STEPS, description="at step",
                                      style={"description_width": "4em"}, layout={"width": "260px"}),
        }  # fmt: skip
        walk["longest"].style.description_width = "3.5em"
        super().__init__([place, walk])
        self.canvas.mpl_connect("button_press_event", self._clicked)

    def _clicked(self, event):
        if event.inaxes is self.plane:
            self.set(w=event.xdata, b=event.ydata)

    def prepare(self, figure, **_):
        """Draw the contours once, and make the lines that move."""
        self.formulas = Formulas(canvas_axes(figure), 18, (530, 506))
        self.plane = figure.add_axes((0.075, 0.105, 0.405, 0.70))
        filled = cliff_contours(self.plane, FAR, 141)
        bar = figure.colorbar(
            filled, cax=figure.add_axes((0.49, 0.105, 0.014, 0.70)), ticks=[1e-4, 1e-3, 0.01, 0.1, 0.5]
        )
        bar.ax.set_yticklabels(["0.0001", "0.001", "0.01", "0.1", "E = 0.5"])
        edge = {"mec": "white", "mew": 0.5}
        (self.plain,) = self.plane.plot([], [], "o-", color=COLOURS["bad"], ms=5, lw=1.3, label="plain", **edge)
        (self.cut,) = self.plane.plot([], [], "s-", color=COLOURS["u"], ms=4.5, lw=1.3, label="clipped", **edge)
        (self.origin,) = self.plane.plot([], [], "*", color=COLOURS["ink"], ms=13)
        (self.here,) = self.plane.plot([], [], "o", mfc="none", mew=2.2, ms=14)
        self.plane.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, fontsize=9, borderaxespad=0.2)
        self.map = figure.add_axes((0.65, 0.105, 0.335, 0.70), xlim=(-SPAN, SPAN), ylim=(-SPAN, SPAN))
        self.map.set(xlabel="$z_{t-1}$", ylabel="$z_t$", title="the rule, and the way of $z$")
        self.z = np.linspace(-SPAN, SPAN, 161)
        self.map.plot(self.z, self.z, color=COLOURS["faint"], lw=1.2)
        self.map.plot([START], [START], "*", color=COLOURS["ink"], ms=11)
        (self.curve,) = self.map.plot([], [], color=COLOURS["w"])
        (self.stairs,) = self.map.plot([], [], color=COLOURS["back"], lw=0.9)
        (self.end,) = self.map.plot([], [], "o", color=COLOURS["back"], ms=7)
        moving = [self.plain, self.cut, self.origin, self.here, self.curve, self.stairs, self.end]
        return [*self.formulas.artists, *moving]

    def update(self, w, b, rate, longest, follow, step):
        """Run both descents and show the rule at the chosen step."""
        runs = {"plain": _run(w, b, rate), "clipped": _run(w, b, rate, longest)}
        for name, line in (("plain", self.plain), ("clipped", self.cut)):
            line.set_data(*runs[name].points.T)
        self.origin.set_data([w], [b])
        run = runs[follow]
        step = min(step, len(run.points) - 1)  # a run whose numbers overflow is shorter
        at_w, at_b = run.points[step]
        self.here.set(data=([at_w], [at_b]), markeredgecolor=COLOURS["bad" if follow == "plain" else "u"])
        self.curve.set_data(self.z, at_w * sigma(self.z) + at_b)
        x, y = cobweb(START, float(at_w), float(at_b))
        self.stairs.set_data(x, y)
        self.end.set_data(x[-1:], y[-1:])
        first, last = sigma(START), sigma(float(y[-1]))
        self.formulas.set(
            f"$z_1 = ${{w:$w$}} $\\sigma(z_0) + ${{v:$b$}}  =  {{w:{number(at_w)}}} × {number(first)} + "
            f"{{v:{factor(at_b)}}}  =  {number(y[1])},   and so on:  $z_{{50}}$ = {number(y[-1])}",
            f"$E = (\\sigma(z_{{50}}) - {TARGET})^2$  =  ({number(last)} − {TARGET})²  =  {number(run.errors[step])}",
        )
        gone = [k for k, point in enumerate(run.points) if not _inside(point)]
        side = "above" if at_b > wall(at_w, START) else "below"
        off = " (outside the right picture)" if abs(y[-1]) > SPAN else ""
        words = (
            f"{follow.capitalize()} run, step {step}: w = {number(at_w)}, b = {number(at_b)}, {side} the wall; 50 "
            f"rounds carry z from {START} to {number(y[-1])}{off}, so E = {number(run.errors[step])}. The gradient is "
            f"{number(run.slopes[step])} long. "
        )
        for name, other in runs.items():
            limit = f" at {number(longest)}" if name == "clipped" else ""
            jump = int(other.slopes.argmax())
            words += (
                f"<b>{name.capitalize()}{limit}</b>: longest gradient {number(other.slopes[jump])}, at step {jump}; "
                f"E goes from {number(other.errors[0])} to {number(other.errors[-1])}. "
            )
            if other.slopes[-1] < 1e-9:
                lost = int((other.slopes < 1e-9).argmax())
                words += f"From step {lost} on its gradient is almost zero: it is stuck. "
        if gone:
            words += f"The {follow} run is outside the picture from step {gone[0]} on."
        return words


@functools.lru_cache(maxsize=64)
def _run(w, b, rate, longest=None):
    """Return the run from (w, b), clipped if `longest` is given; moving along it does not walk it again."""
    return _Run(clipped(gradient_descent, longest) if longest else gradient_descent, np.array([w, b]), rate)


class _Run:
    """Points, errors and lengths of the gradients of one run of descent."""

    def __init__(self, rule, start, rate):
        points = [start]
        with np.errstate(all="ignore"):
            for point in itertools.islice(rule(start, gradient=cliff_gradient, rate=rate), STEPS):
                if not np.isfinite(point).all():
                    break
                points.append(point)
            self.points = np.array(points)
            # All points in one call: many times faster than one by one.
            self.errors = cliff_error(self.points.T)
            self.slopes = np.hypot(*cliff_gradient(self.points.T))


def _inside(point):
    return FAR[0] <= point[0] <= FAR[1] and FAR[2] <= point[1] <= FAR[3]
