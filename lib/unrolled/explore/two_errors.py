"""Live figure: one sigmoid output that learns by the squared error and by the cross-entropy, side by side."""

import ipywidgets as widgets
import numpy as np

from ..descent import descend, gradient_descent
from ..draw.formula import Formulas
from ..draw.network import canvas_axes
from ..draw.style import COLOURS, factor, number
from ..outputs import cross_entropy, cross_slope, squared_error, squared_slope
from ..rnn import sigma
from .base import LiveFigure, slider

STEPS = 100
LIMIT = 10.0
SQUARED, CROSS = COLOURS["orange"], COLOURS["back"]


class TwoErrors(LiveFigure):
    """A sigmoid output p = sigma(z) that should become y, trained twice from one start.

    Left the two errors over z with a ball on each; right the output p at each step of plain descent on z.

    Args:
        start: z at the start, -10 to 10.
        target: y, 0 to 1.
        rate: the learning rate of both.
        step: the step to open at.
    """

    title = "Two errors, one output"
    size = (9.0, 4.8)

    def __init__(self, start=-6.0, target=1.0, rate=1.0, step=20):
        begin = {
            "start": slider("start z", start, -LIMIT, LIMIT, 0.1, meaning="pre-activation at the start", width="300px"),
            "target": slider("target y", target, 0.0, 1.0, 0.05, COLOURS["target"], "target", width="300px"),
        }
        walk = {
            "step": widgets.IntSlider(value=step, min=0, max=STEPS, description="step", layout={"width": "300px"}),
            "rate": slider("rate", rate, 0.1, 5.0, 0.1, meaning="learning rate of both", width="300px"),
        }
        for control in (*begin.values(), *walk.values()):
            control.style.description_width = "4em"
        super().__init__([begin, walk])

    def prepare(self, figure, **_):
        """Make both plots and the formulas above them."""
        self.page = canvas_axes(figure)
        self.formulas = Formulas(self.page, 18, (456, 430))
        self.hills = figure.add_axes((0.06, 0.12, 0.44, 0.68), xlim=(-LIMIT - 1, LIMIT + 1), ylim=(-0.3, 7))
        self.hills.set(xlabel="pre-activation z of the output", ylabel="error", xticks=range(-10, 11, 5))
        self.learn = figure.add_axes((0.57, 0.12, 0.41, 0.68), xlim=(-2, STEPS + 2), ylim=(-0.05, 1.05))
        self.learn.set(xlabel="step", title="output p")
        self.learn.grid(alpha=0.3)
        self.wanted = self.learn.axhline(0, color=COLOURS["target"], lw=6, alpha=0.3)
        self.curves, self.balls, self.runs, self.now = [], [], [], []
        for name, colour in (("squared error", SQUARED), ("cross-entropy", CROSS)):
            (curve,) = self.hills.plot([], [], color=colour, label=name)
            (ball,) = self.hills.plot([], [], "o", color=colour, mec="white", ms=12)
            (run,) = self.learn.plot([], [], color=colour, lw=2)
            (now,) = self.learn.plot([], [], "o", color=colour, mec="white", ms=10)
            self.curves.append(curve), self.balls.append(ball), self.runs.append(run), self.now.append(now)
        self.hills.legend(loc="upper center", ncols=2, bbox_to_anchor=(0.5, 1.12))
        return [self.wanted, *self.curves, *self.balls, *self.runs, *self.now, *self.formulas.artists]

    def update(self, start, target, step, rate):
        """Train both and show them at the step."""
        z = np.linspace(-LIMIT - 1, LIMIT + 1, 221)
        self.wanted.set_ydata([target, target])
        kinds = [("squared error", squared_error, squared_slope), ("cross-entropy", cross_entropy, cross_slope)]
        at = []
        for i, (_, error, slope) in enumerate(kinds):
            path = descend(
                gradient_descent, start, lambda z, error=error: error(z, target),
                lambda z, slope=slope: slope(z, target), rate=rate, steps=STEPS, tolerance=0, progress=False,
            )  # fmt: skip
            here = path.points[step, 0]
            p = sigma(path.points[:, 0])
            self.curves[i].set_data(z, error(z, target))
            self.balls[i].set_data([here], [error(here, target)])
            self.runs[i].set_data(range(len(p)), p)
            self.now[i].set_data([step], [p[step]])
            at.append((here, float(p[step]), float(slope(here, target)), float(p[-1])))
        (_, p, slope, last), (_, q, cross, cross_last) = at
        miss = f"({number(p)} − {number(target)})"
        self.formulas.set(
            f"squared error:  slope = 2 (p − y) p (1 − p) = 2 × {miss} × {number(p)} × {number(1 - p)} = "
            f"{number(slope)}",
            f"cross-entropy:  slope = p − y = {number(q)} − {factor(target)} = {number(cross)}",
        )
        return (
            f"At step {step} the squared error has brought the output to p = {number(p)}, the cross-entropy to "
            f"p = {number(q)}; the target is {number(target)}. The next steps are {number(abs(rate * slope))} and "
            f"{number(abs(rate * cross))} long. After {STEPS} steps: {number(last)} and {number(cross_last)}."
        )
