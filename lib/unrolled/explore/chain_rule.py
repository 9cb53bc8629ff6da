"""Live figure: x goes through g, g goes through f, and the slopes multiply."""

import math

import ipywidgets as widgets

from ..draw.gears import CHAINS, GearsDrawing
from ..draw.style import COLOURS, number
from .base import LiveFigure, slider


class ChainRule(LiveFigure):
    """Three curves with a tangent each; the third slope is the product of the first two.

    Move x with its slider, or click or drag in the first or third panel. The nudge is a change of x: see the
    change of g that it makes, and the change of f that this makes in turn.

    Args:
        chain: one of the names in `unrolled.draw.gears.CHAINS`.
    """

    title = "Slopes multiply"
    size = (9.0, 4.5)

    def __init__(self, chain="sine of a square"):
        choose = {
            "chain": widgets.Dropdown(
                options=list(CHAINS), value=chain, description="functions",
                style={"description_width": "5em"}, layout={"width": "300px"},
            ),
        }  # fmt: skip
        # The curves are drawn from -2 to 2: with the largest nudge the triangle stays in its panel.
        move = {
            "x": slider("x", 0.8, -1.5, 1.5, 0.05, COLOURS["v"], "where you stand", "300px"),
            "nudge": slider("nudge Δx", 0.4, 0.01, 0.5, 0.01, COLOURS["v"], "a small change of x", "300px"),
        }
        move["nudge"].style.description_width = "5.5em"
        super().__init__([choose | move])
        self._connect_mouse()

    def _connect_mouse(self):
        def follow(event):
            panels = self.drawing.panels
            if event.button == 1 and event.inaxes in (panels[0].axes, panels[2].axes):
                control = self.controls["x"]
                self.set(x=min(max(event.xdata, control.min), control.max))

        self.canvas.mpl_connect("button_press_event", follow)
        self.canvas.mpl_connect("motion_notify_event", follow)

    def prepare(self, figure, **state):
        """Make the three panels."""
        self.drawing = GearsDrawing(figure)
        return self.drawing.moving

    def background(self, chain, **_):
        """Only other functions move the curves."""
        return chain

    def arrange(self, chain, **_):
        """Draw the curves."""
        self.drawing.arrange(CHAINS[chain])

    def update(self, chain, x, nudge):
        """Move points, tangents and triangles; say the slopes and what the nudge does."""
        at = self.drawing.show(CHAINS[chain], x, nudge)
        words = f"At x = {number(x)}, g = {number(at.g)} and f = {number(at.f)}. "
        if math.isnan(at.of_f):
            words += "Here f has a corner: its curve is unbroken, but the slope is different on its two sides. "
        else:
            words += (
                f"g changes {number(at.of_g)} times as fast as x, and f {number(at.of_f)} times as fast as g, so f "
                f"changes {number(at.of_g)} × {number(at.of_f)} = {number(at.of_g * at.of_f)} times as fast as x. "
            )
            if abs(at.whole) < 0.005:
                flat = "g" if abs(at.of_g) < abs(at.of_f) else "f"
                words += f"One flat gear stops the chain: the slope of {flat} is nearly 0, so the whole is too. "
        rise = float(CHAINS[chain].outer(CHAINS[chain].inner(x + nudge))) - at.f
        return words + f"The nudge of {number(nudge)} moves f by {number(rise)}: {number(rise / nudge)} to one."
