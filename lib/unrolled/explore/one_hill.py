"""Live figure: a ball on a curve E(W), moved by a rule of descent."""

from typing import Any, NamedTuple

import ipywidgets as widgets
import numpy as np

from ..descent import ARRIVED, DIVERGED, descend, gradient_descent, momentum, rprop, sign_descent
from ..draw.formula import Formulas
from ..draw.network import canvas_axes
from ..draw.style import COLOURS, factor, number
from .base import LiveFigure, slider

STEPS = 40
LIMIT = 4.0


class Curve(NamedTuple):
    """A curve over W from -4 to 4, with its slope."""

    formula: str
    height: Any
    slope: Any


CURVES = {
    "parabola": Curve("$E = W^2/4$", lambda W: W * W / 4, lambda W: W / 2),
    "two valleys": Curve(
        "$E = (W^2-4)^2/32 + W/5$", lambda W: (W * W - 4) ** 2 / 32 + W / 5, lambda W: W * (W * W - 4) / 8 + 0.2
    ),
    "plateau": Curve(
        "$E = 4\\,W^2/(1+W^2)$", lambda W: 4 * W * W / (1 + W * W), lambda W: 8 * W / ((1 + W * W) * (1 + W * W))
    ),
    "corner": Curve("$E = |W-1|$", lambda W: abs(W - 1), lambda W: np.sign(W - 1)),
}

RULES = {
    "slope × rate": (gradient_descent, lambda rate: {"rate": rate}),
    "with momentum": (momentum, lambda rate: {"rate": rate, "keep": 0.8}),
    "fixed size": (sign_descent, lambda rate: {"size": rate}),
    "fixed size, shrinking": (sign_descent, lambda rate: {"size": rate, "shrink": 0.85}),
    "Rprop": (rprop, lambda rate: {"size": rate}),
}


class OneHill(LiveFigure):
    """A curve E(W), the ball at W, its tangent, and where the next step leads.

    Left the curve with the path so far; right the height above the curve's lowest point, step by step.

    Args:
        curve: "parabola", "two valleys", "plateau" or "corner".
        rule: "slope × rate", "with momentum", "fixed size", "fixed size, shrinking" or "Rprop".
        rate: the learning rate; for the rules of fixed size, the size of the first step.
        start: W at the start, -4 to 4.
        step: the step to open at.
    """

    title = "One hill"
    size = (9.0, 4.8)

    def __init__(self, curve="parabola", rule="slope × rate", rate=0.7, start=-3.5, step=2):
        choose = {
            "curve": widgets.Dropdown(options=list(CURVES), value=curve, description="curve", layout={"width": "210px"},
                                      style={"description_width": "3em"}),
            "rule": widgets.Dropdown(options=list(RULES), value=rule, description="rule", layout={"width": "230px"},
                                     style={"description_width": "3em"}),
            "start": slider("start", start, -LIMIT, LIMIT, meaning="W at the start", width="290px"),
        }  # fmt: skip
        choose["start"].style.description_width = "3em"
        walk = {
            "step": widgets.IntSlider(value=step, min=0, max=STEPS, description="step", layout={"width": "300px"},
                                      style={"description_width": "3em"}),
            "rate": slider("rate", rate, 0.05, 5.0, meaning="learning rate, or size of the first step", width="290px"),
        }  # fmt: skip
        walk["rate"].style.description_width = "3em"
        self._player = widgets.Play(value=step, max=STEPS, interval=500, show_repeat=False, layout={"width": "auto"})
        self.helpers = [widgets.jslink((self._player, "value"), (walk["step"], "value"))]
        super().__init__([choose, walk])
        row = self.children[1]
        row.children = (row.children[0], self._player, *row.children[1:])

    def prepare(self, figure, **_):
        """Make both plots and the formula above them."""
        self.page = canvas_axes(figure)
        self.formulas = Formulas(self.page, 18, (452, 424))
        self.hill = figure.add_axes((0.06, 0.12, 0.53, 0.68), xlim=(-LIMIT - 0.3, LIMIT + 0.3), ylim=(-0.9, 5.6))
        self.hill.set(xlabel="weight W", ylabel="error E")
        (self.curve_line,) = self.hill.plot([], [], color=COLOURS["ink"], lw=2)
        (self.trail,) = self.hill.plot([], [], "o-", color=COLOURS["u"], ms=5, lw=1, alpha=0.55)
        (self.tangent,) = self.hill.plot([], [], "--", color=COLOURS["back"], lw=1.8)
        (self.next_move,) = self.hill.plot([], [], "-", color=COLOURS["orange"], lw=2.5, solid_capstyle="butt")
        (self.next_ball,) = self.hill.plot([], [], "o", mfc="white", mec=COLOURS["orange"], mew=2, ms=10)
        (self.ball,) = self.hill.plot([], [], "o", color=COLOURS["u"], ms=13)
        marks = [self.ball, self.next_ball, self.tangent]
        self.hill.legend(marks, ["here", "next", "tangent"], loc="upper center", ncols=3, fontsize=9,
                         bbox_to_anchor=(0.5, 1.1), handletextpad=0.4)  # fmt: skip
        self.fall = figure.add_axes((0.68, 0.12, 0.29, 0.68), xlim=(-1, STEPS + 1), ylim=(1e-6, 3e3), yscale="log")
        self.fall.set(xlabel="step", title="height above the lowest point")
        self.fall.grid(alpha=0.3)
        (self.heights,) = self.fall.plot([], [], ".-", color=COLOURS["faint"], lw=1)
        (self.done,) = self.fall.plot([], [], ".-", color=COLOURS["u"], lw=1.5)
        (self.now,) = self.fall.plot([], [], "o", color=COLOURS["u"], ms=9)
        return [
            self.trail, self.tangent, self.next_move, self.next_ball, self.ball, self.heights, self.done, self.now,
            *self.formulas.artists,
        ]  # fmt: skip

    def background(self, curve, **_):
        """Only another curve changes what stands still."""
        return curve

    def arrange(self, curve, **_):
        """Draw the curve and find its lowest point."""
        W = np.linspace(-LIMIT - 0.3, LIMIT + 0.3, 801)
        E = CURVES[curve].height(W)
        self.curve_line.set_data(W, E)
        self.lowest, self.lowest_at = E.min(), W[E.argmin()]

    def update(self, curve, rule, start, step, rate):
        """Run the rule and show it up to the step."""
        height, slope = CURVES[curve].height, CURVES[curve].slope
        make, settings = RULES[rule]
        path = descend(make, start, height, slope, steps=STEPS, tolerance=1e-4, progress=False, **settings(rate))
        W, E = path.points[:, 0], path.errors
        k = min(step, len(W) - 1)
        here, following = W[k], W[k + 1] if k + 1 < len(W) else None
        self.trail.set_data(W[: k + 1], E[: k + 1])
        self.ball.set_data([here], [E[k]])
        run = 1.1 / np.hypot(1, slope(here))
        self.tangent.set_data([here - run, here + run], [E[k] - run * slope(here), E[k] + run * slope(here)])
        if following is None:
            self.next_move.set_data([], [])
            self.next_ball.set_data([], [])
        else:
            self.next_move.set_data([here, following], [E[k], E[k]])
            self.next_ball.set_data([following], [E[k + 1]])
        above = np.maximum(E - self.lowest, 1e-7)
        self.heights.set_data(range(len(W)), above)
        self.done.set_data(range(k + 1), above[: k + 1])
        self.now.set_data([k], [min(max(above[k], 1e-6), 3e3)])
        self.formulas.set(
            f"{{u:$W_{{{k}}}$ = {number(here)}}}     {CURVES[curve].formula}  =  {number(E[k])}     "
            f"{{back:slope = {number(slope(here))}}}",
            self._formula(rule, W, k, slope(here), rate),
        )
        return self._words(curve, rule, path, k)

    @staticmethod
    def _formula(rule, W, k, slope, rate):
        if k + 1 >= len(W):
            return "No further step."
        left, right = f"$W_{{{k + 1}}}$  =  {number(W[k])}", f"  =  {number(W[k + 1])}"
        slope_text = f"{{back:{factor(slope)}}}"
        if rule == "slope × rate":
            return f"{left}  −  {number(rate)} × {slope_text}{right}"
        if rule == "with momentum":
            before = W[k] - W[k - 1] if k else 0.0
            return f"{left}  +  0.8 × {factor(before)}  −  {number(rate)} × {slope_text}{right}"
        if rule.startswith("fixed"):
            size = rate * (0.85**k if "shrinking" in rule else 1)
            return f"{left}  −  {number(size)} × sign of {slope_text}{right}"
        move = W[k + 1] - W[k]
        return f"{left}  {'−' if move < 0 else '+'}  {number(abs(move))}{right}     (the weight's own step size)"

    def _words(self, curve, rule, path, k):
        W, E = path.points[:, 0], path.errors
        moves = np.diff(W)
        turns = int((moves[1:] * moves[:-1] < 0).sum())
        said = f"Step {k} of {rule} on the {curve}: W = {number(W[k])}, E = {number(E[k])}. "
        if abs(W[k]) > LIMIT + 0.3:
            said += "The ball is beyond the edge of the picture. "
        end, low = W[-1], E[-1] - self.lowest
        if path.ended == DIVERGED or E[-1] > 10 * E[0] + 10:
            return said + f"This run diverges: after {len(W) - 1} steps W is {number(end)}."
        if path.ended == ARRIVED or (low < 1e-4 and abs(end - self.lowest_at) < 0.05):
            swings = f", swinging over to the other side {turns} times" if turns > 1 else ""
            place = "the lowest point" if low < 0.01 else "a point with slope zero, which is not the lowest"
            return said + f"This run reaches {place} in {len(W) - 1} steps{swings}."
        if turns > 0.6 * len(moves):
            return said + f"This run keeps jumping to and fro; after {len(W) - 1} steps it is {number(low)} too high."
        return said + f"After {len(W) - 1} steps this run is at W = {number(end)}, {number(low)} too high."
