"""Live figure: a small step in every direction, and how much each changes the error."""

import ipywidgets as widgets
import numpy as np

from ..data import TOY, TOY_WEIGHTS
from ..descent import only
from ..draw.formula import Formulas
from ..draw.network import canvas_axes
from ..draw.style import COLOURS, factor, number
from ..draw.surface import SurfaceDrawing, grid
from ..gradients import bptt
from ..rnn import error, sequence_pairs
from .base import LiveFigure, slider

EXTENT = (-6.0, 6.0, -6.0, 6.0)
X, Y = sequence_pairs(TOY)
ERROR, GRADIENT = only("vw", TOY_WEIGHTS, lambda weights: error(weights, X, Y), lambda weights: bptt(weights, X, Y))
ALL = np.linspace(0, 360, 181)


class AllDirections(LiveFigure):
    """At a point (v, w) of the toy sequence's error surface, a step of one length in every direction.

    Left the surface with the circle of all steps; right the change of the error for each direction, divided by
    the step's length, and the cosine curve that it becomes for a tiny step. u and s keep the toy's values. A
    click on the surface moves the point; the sliders v and w do the same.

    Args:
        v: the point's input weight.
        w: the point's recurrent weight.
        length: of the step, 0.001 to 3.
        angle: of the step that is marked, in degrees; 0 is to the right (v up), 90 is upward (w up).
    """

    title = "All directions"
    size = (9.0, 4.8)

    def __init__(self, v=1.5, w=2.0, length=10**0.2, angle=90):
        point = {"v": slider("v", v, -6.0, 6.0, meaning="input weight"),
                 "w": slider("w", w, -6.0, 6.0, meaning="recurrent weight")}  # fmt: skip
        step = {
            "angle": widgets.IntSlider(value=angle, min=0, max=360, step=2, description="angle",
                                       style={"description_width": "4em"}, layout={"width": "310px"}),
            "length": widgets.FloatLogSlider(value=length, base=10, min=-3, max=0.5, step=0.05, description="length",
                                             readout_format=".3f", style={"description_width": "4em"},
                                             layout={"width": "290px"}),
        }  # fmt: skip
        super().__init__([point, step])
        self.canvas.mpl_connect("button_press_event", self._clicked)

    def _clicked(self, event):
        if event.inaxes is self.map:
            self.set(v=event.xdata, w=event.ydata)

    def prepare(self, figure, **_):
        """Make the map, the sweep and the formula above them."""
        self.page = canvas_axes(figure)
        self.formulas = Formulas(self.page, 18, (452, 424))
        self.map = figure.add_axes((0.06, 0.12, 0.3733, 0.70))
        SurfaceDrawing(self.map).show(ERROR(grid(EXTENT)), EXTENT, logarithmic=False)
        self.map.set_xlabel("v  (input weight)", color=COLOURS["v"])
        self.map.set_ylabel("w  (recurrent weight)", color=COLOURS["w"])
        self.map.set_title("E: the darker, the lower")
        (self.circle,) = self.map.plot([], [], color=COLOURS["ink"], lw=1)
        (self.down,) = self.map.plot([], [], color=COLOURS["back"], lw=3)
        (self.step,) = self.map.plot([], [], color=COLOURS["orange"], lw=3, marker="o", ms=7, markevery=[1])
        (self.here,) = self.map.plot([], [], "o", color=COLOURS["ink"], mec="white", ms=10)
        self.here.set_clip_on(False)  # to be seen in a corner of the map, too
        self.sweep = figure.add_axes((0.55, 0.12, 0.42, 0.70), xlim=(0, 360))
        self.sweep.set(xlabel="angle of the step, in degrees", title="change of E, divided by the length")
        self.sweep.set_xticks(range(0, 361, 90))
        self.zero = self.sweep.axhline(0, color=COLOURS["faint"], lw=1, zorder=0)
        (self.cosine,) = self.sweep.plot([], [], "--", color=COLOURS["back"], lw=1.5, label="tiny step: a cosine")
        (self.changes,) = self.sweep.plot([], [], color=COLOURS["ink"], label="this length")
        self.steepest = self.sweep.axvline(0, color=COLOURS["back"], lw=3, alpha=0.6, label="along −gradient")
        (self.marked,) = self.sweep.plot([], [], "o", color=COLOURS["orange"], ms=10, label="this angle")
        self.sweep.legend(fontsize=8.5, ncols=2, loc="lower right", bbox_to_anchor=(1.02, 1.07), columnspacing=1)
        self.page.set_zorder(5)
        self.page.patch.set(visible=False, width=0)  # of no width: it would take the clicks that are for the map
        return [
            self.circle, self.down, self.step, self.here, self.cosine, self.changes, self.steepest, self.marked,
            *self.formulas.artists,
        ]  # fmt: skip

    def background(self, v, w, length, **_):
        """Only another scale of the sweep, by factors of two, changes what stands still."""
        changes, slope = self._sweep(v, w, length)
        top = max(np.abs(changes).max(), slope, 1e-6)
        return float(2.0 ** np.ceil(np.log2(top)))

    def arrange(self, **state):
        """Set the scale of the sweep."""
        top = self.background(**state)
        self.sweep.set_ylim(-1.05 * top, 1.05 * top)

    @staticmethod
    def _sweep(v, w, length):
        """Return the change of E over the length for all angles, and the gradient's length."""
        angles = np.radians(ALL)
        around = np.array([v + length * np.cos(angles), w + length * np.sin(angles)])
        return (ERROR(around) - ERROR((v, w))) / length, float(np.hypot(*GRADIENT((v, w))))

    def update(self, v, w, angle, length):
        """Sweep all directions at the point."""
        changes, slope = self._sweep(v, w, length)
        gradient = GRADIENT((v, w))
        turn = np.radians(ALL)
        self.circle.set_data(v + length * np.cos(turn), w + length * np.sin(turn))
        self.here.set_data([v], [w])
        a = np.radians(angle)
        self.step.set_data([v, v + length * np.cos(a)], [w, w + length * np.sin(a)])
        down = np.degrees(np.arctan2(-gradient[1], -gradient[0])) % 360
        self.down.set_data([v, v + length * np.cos(np.radians(down))], [w, w + length * np.sin(np.radians(down))])
        self.cosine.set_data(ALL, -slope * np.cos(np.radians(ALL - down)))
        self.changes.set_data(ALL, changes)
        self.steepest.set_xdata([down, down])
        here = float(np.interp(angle, ALL, changes))
        self.marked.set_data([angle], [here])
        best = ALL[changes.argmin()]
        off = abs((best - down + 180) % 360 - 180)
        before, after = ERROR((v, w)), ERROR((v, w)) + here * length
        self.formulas.set(
            f"{{back:gradient}} = ({{v:$\\partial E/\\partial v$}}, {{w:$\\partial E/\\partial w$}}) = "
            f"({{v:{number(gradient[0])}}}, {{w:{number(gradient[1])}}})     length {number(slope)}",
            f"change of E  =  {number(after)} − {factor(before)}  =  {number(after - before)}     "
            f"divided by {number(length)}:  {number(here)}",
        )
        return (
            f"From v = {number(v)}, w = {number(w)} a step of length {number(length)} at {angle}° changes "
            f"E by {number(after - before)}. The direction −gradient is {down:.0f}°. Of all steps of this length, the "
            f"one at {best:.0f}° lowers E most, {off:.0f}° away from −gradient."
        )
