"""A chain of two functions in three panels: x through g, g through f, and x through both.

The changes keep their colours from panel to panel: the rise of the first is the run of the second.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from .formula import Formulas
from .network import canvas_axes
from .style import COLOURS, factor, number


class Chain(NamedTuple):
    """Two functions, one after the other, for x between -2 and 2."""

    inner: Callable  #: g, on numbers and arrays
    outer: Callable  #: f
    inner_name: str  #: LaTeX of g(x), without dollar signs
    outer_name: str  #: LaTeX of f(g)
    whole_name: str  #: LaTeX of f(g(x))


CHAINS = {
    "sine of a square": Chain(np.square, np.sin, "x^2", r"\sin g", r"\sin x^2"),
    "square of a sine": Chain(lambda x: np.sin(2 * x), np.square, r"\sin 2x", "g^2", r"(\sin 2x)^2"),
    "a neuron: sigmoid of 3x": Chain(
        lambda x: 3 * x, lambda g: 1 / (1 + np.exp(-g)), "3x", r"\sigma(g)", r"\sigma(3x)"
    ),
    "a corner: max(0, 3x)": Chain(lambda x: 3 * x, lambda g: np.maximum(0.0, g), "3x", r"\max(0, g)", r"\max(0, 3x)"),
}
"""What the figure offers, by the name shown to the reader."""

REACH = 2.0
"""The panels show x from -REACH to REACH."""


class Slopes(NamedTuple):
    """What is measured at one x; a slope is NaN where the curve has a corner."""

    g: float
    f: float
    of_g: float
    of_f: float
    whole: float


def measure(chain, x):
    """Return `Slopes` at x, each from the values of its own function by a central difference."""
    g = float(chain.inner(x))

    def whole(at):
        return chain.outer(chain.inner(at))

    return Slopes(g, float(chain.outer(g)), slope(chain.inner, x), slope(chain.outer, g), slope(whole, x))


def slope(function, at, step=1e-5):
    """Return the slope of function at a point, or NaN where it differs from one side to the other."""
    before, here, after = (float(function(at + move)) for move in (-step, 0.0, step))
    left, right = (here - before) / step, (after - here) / step
    return (left + right) / 2 if abs(left - right) < 0.01 else math.nan


class GearsDrawing:
    """Three panels with a point, a tangent and a small triangle each, and two lines of numbers below.

    Args:
        figure: an empty figure.
    """

    def __init__(self, figure):
        width, height = figure.get_size_inches() * 100
        self.ax = canvas_axes(figure)
        colours = COLOURS["v"], COLOURS["w"], COLOURS["u"]
        self.panels = []
        for i, (run, rise) in enumerate([(0, 1), (1, 2), (0, 2)]):
            left = 62 + i * 288
            axes = figure.add_axes((left / width, 128 / height, 218 / width, (height - 182) / height))
            self.panels.append(_Panel(axes, colours[run], colours[rise], "xgf"[run], "xgf"[rise]))
        self.times = [
            self.ax.text(x, height - 40, sign, fontsize=17, ha="center", va="center")
            for x, sign in ((315, "×"), (603, "="))
        ]
        self.formulas = Formulas(self.ax, 24, (58, 24), size=11.5)

    @property
    def moving(self):
        """The artists that `show` changes."""
        return [artist for panel in self.panels for artist in panel.moving] + self.formulas.artists

    def arrange(self, chain):
        """Draw the three curves of a chain."""
        x = np.linspace(-REACH, REACH, 401)
        g = chain.inner(x)
        low, high = g.min(), g.max()
        middle = np.linspace(low, high, 401)
        first, second, third = self.panels
        first.arrange(x, g, rf"$g(x) = {chain.inner_name}$")
        second.arrange(middle, chain.outer(middle), rf"$f(g) = {chain.outer_name}$")
        third.arrange(x, chain.outer(g), rf"$f(g(x)) = {chain.whole_name}$")

    def show(self, chain, x, step):
        """Show the point x and the changes that follow from x -> x + step; return the `Slopes`."""
        at = measure(chain, x)
        g_after = float(chain.inner(x + step))
        f_after = float(chain.outer(g_after))
        first, second, third = self.panels
        first.show(x, at.g, x + step, g_after, at.of_g)
        second.show(at.g, at.f, g_after, f_after, at.of_f)
        third.show(x, at.f, x + step, f_after, at.whole)
        rise_g, rise_f = g_after - at.g, f_after - at.f
        if math.isnan(at.of_f):
            slopes = "slopes:   $f$ has a corner here: one slope on its left, another on its right"
        else:
            slopes = (
                f"slopes:   {{w:$g'(x)$}} × {{u:$f'(g)$}}  =  {{w:{factor(at.of_g)}}} × {{u:{factor(at.of_f)}}}  =  "
                f"{number(at.of_g * at.of_f)}          measured on the third curve:  {number(at.whole)}"
            )
        self.formulas.set(
            slopes,
            f"changes:   {{v:Δx = {number(step)}}}   gives   {{w:Δg = {number(rise_g)}}}   gives   "
            f"{{u:Δf = {number(rise_f)}}}          {{u:Δf}} / {{v:Δx}}  =  {number(rise_f / step)}",
        )
        return at


class _Panel:
    """One curve with a point, its tangent and a triangle of run and rise."""

    def __init__(self, axes, run_colour, rise_colour, run, rise):
        self.axes = axes
        axes.set_xlabel(f"${run}$", color=run_colour, fontsize=12, labelpad=1)
        axes.set_ylabel(f"${rise}$", color=rise_colour, fontsize=12, rotation=0, labelpad=6)
        axes.tick_params(labelsize=8.5)
        (self.curve,) = axes.plot([], [], color="#8a8a8a", lw=1.6)
        (self.tangent,) = axes.plot([], [], color=COLOURS["ink"], lw=2.2, zorder=3)  # above the legs
        (self.run,) = axes.plot([], [], color=run_colour, lw=4, solid_capstyle="butt")
        (self.rise,) = axes.plot([], [], color=rise_colour, lw=4, solid_capstyle="butt")
        (self.point,) = axes.plot([], [], "o", color=COLOURS["ink"], ms=8, zorder=4)
        self.label = axes.text(0.5, 1.03, "", transform=axes.transAxes, ha="center", va="bottom", fontsize=11)
        self.moving = [self.tangent, self.run, self.rise, self.point, self.label]

    def arrange(self, x, y, title):
        self.curve.set_data(x, y)
        self.wide = x[-1] - x[0]
        tall = y.max() - y.min()
        self.axes.set_xlim(x[0] - 0.05 * self.wide, x[-1] + 0.05 * self.wide)
        self.axes.set_ylim(y.min() - 0.2 * tall, y.max() + 0.2 * tall)
        self.tall = 1.4 * tall
        self.axes.set_title(title, loc="center", fontsize=12, pad=25)

    def show(self, x, y, x_after, y_after, slope):
        self.point.set_data([x], [y])
        self.run.set_data([x, x_after], [y, y])
        self.rise.set_data([x_after, x_after], [y, y_after])
        if math.isnan(slope):
            self.tangent.set_data([], [])
            self.label.set_text("no slope: a corner")
            return
        # As long on the screen whatever the slope: half a third of the panel's width or height.
        length = 0.17 / math.hypot(1 / self.wide, slope / self.tall)
        self.tangent.set_data([x - length, x + length], [y - slope * length, y + slope * length])
        self.label.set_text(f"slope {number(slope)}")
