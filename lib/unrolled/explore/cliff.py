"""Live figure: descent on the cliff of Pascanu, Mikolov and Bengio, plain and with clipped gradients."""

import itertools

import ipywidgets as widgets
import numpy as np

from ..descent import clipped, gradient_descent
from ..draw.longrange import FAR, START, cliff_contours, cliff_error, cliff_gradient, cobweb
from ..draw.style import COLOURS, number
from ..longrange import wall
from ..rnn import sigma
from .base import LiveFigure, slider

STEPS = 60
"""Of each run."""


class Cliff(LiveFigure):
    """Left, the error over w and b with two runs of descent, plain and clipped, from one start.

    Right, the map z -> w sigma(z) + b at the chosen step of the chosen run, and where 50 rounds of it lead from
    z_0 = 0.5. A click on the left picture starts there.

    Args:
        start: (w, b) to open with.
        rate: the learning rate.
        longest: the length to which longer gradients are cut.
    """

    title = "Descent at the cliff"
    size = (9.0, 5.0)

    def __init__(self, start=(4.8, -2.2), rate=0.06, longest=0.3):
        wide = {"description_width": "6.5em"}
        place = {
            "w": slider("w", start[0], FAR[0], FAR[1], meaning="recurrent weight at the start"),
            "b": slider("b", start[1], FAR[2], FAR[3], colour=COLOURS["v"], meaning="bias at the start"),
            "rate": slider("rate", rate, 0.02, 0.5, step=0.02, meaning="learning rate"),
        }
        place["rate"].style.description_width = "2.5em"
        walk = {
            "longest": slider("clip at", longest, 0.05, 2.0, meaning="the longest gradient that stays whole"),
            "follow": widgets.Dropdown(options=["plain", "clipped"], description="map of run",
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
        self.plane = figure.add_axes((0.075, 0.115, 0.485, 0.80))
        cliff_contours(self.plane, FAR, 141)
        (self.plain,) = self.plane.plot([], [], "o-", color=COLOURS["bad"], ms=4, lw=1.1, label="plain")
        (self.cut,) = self.plane.plot([], [], "s-", color=COLOURS["u"], ms=3.5, lw=1.1, label="clipped")
        (self.origin,) = self.plane.plot([], [], "*", color=COLOURS["ink"], ms=13)
        (self.here,) = self.plane.plot([], [], "o", mfc="none", mew=2.2, ms=14)
        self.plane.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, fontsize=9, borderaxespad=0.2)
        self.map = figure.add_axes((0.645, 0.115, 0.34, 0.80), xlim=(-3.3, 3.3), ylim=(-3.3, 3.3))
        self.map.set(xlabel="$z_{t-1}$", ylabel="$z_t$", title=r"$z_t = w\,\sigma(z_{t-1}) + b$")
        self.z = np.linspace(-3.3, 3.3, 133)
        self.map.plot(self.z, self.z, color=COLOURS["faint"], lw=1.2)
        self.map.plot([START], [START], "*", color=COLOURS["ink"], ms=11)
        (self.curve,) = self.map.plot([], [], color=COLOURS["w"])
        (self.stairs,) = self.map.plot([], [], color=COLOURS["back"], lw=0.9)
        (self.end,) = self.map.plot([], [], "o", color=COLOURS["back"], ms=7)
        return [self.plain, self.cut, self.origin, self.here, self.curve, self.stairs, self.end]

    def update(self, w, b, rate, longest, follow, step):
        """Run both descents and show the map at the chosen step."""
        rules = {"plain": gradient_descent, "clipped": clipped(gradient_descent, longest)}
        runs = {name: _Run(rule, np.array([w, b]), rate) for name, rule in rules.items()}
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
        gone = [k for k, point in enumerate(run.points) if not _inside(point)]
        side = "above" if at_b > wall(at_w, START) else "below"
        words = (
            f"{follow.capitalize()} run, step {step}: w = {number(at_w)}, b = {number(at_b)}, {side} the wall; 50 "
            f"rounds carry z from {START} to {number(y[-1])}, so E = {number(run.errors[step])}. The gradient is "
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
