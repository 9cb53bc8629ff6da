"""Live figure: what is left of the last error on its way back, state by state."""

import ipywidgets as widgets
import numpy as np

from ..data import sunspots
from ..draw.formula import Formulas
from ..draw.network import canvas_axes
from ..draw.style import COLOURS, factor, number
from ..longrange import state_gradients, step_factors
from ..rnn import Weights, unroll
from .base import LiveFigure, slider
from .sequence import MEANINGS

U, LONGEST = 1.3, 60
LOW, MIDDLE, HIGH = 1e-20, 1e-5, 1e6
"""The log axis reaches from LOW to HIGH; from MIDDLE where nothing is smaller, so that growth is seen."""


class GradientThroughTime(LiveFigure):
    """The gradient of the last error by each state on a log axis, and below it the factor of each step.

    Args:
        w: the recurrent weight to open with.
        v: the input weight.
        s: the first state.
        drive: "sunspots", "constant" or "random", the inputs.
        steps: T.
    """

    title = "How far back an error reaches"
    size = (9.0, 5.6)

    def __init__(self, w=2.1, v=-0.7, s=0.4, drive="sunspots", steps=30):
        weights = {
            "w": slider("w", w, -12.0, 12.0, meaning=MEANINGS["w"]),
            "v": slider("v", v, -6.0, 6.0, meaning=MEANINGS["v"]),
            "s": slider("s", s, 0.0, 1.0, meaning=MEANINGS["s"]),
        }
        inputs = {
            "drive": widgets.Dropdown(
                options=[("sunspots from 1700", "sunspots"), ("always 1", "constant"), ("random, −1 to 1", "random")],
                value=drive, description="inputs", style={"description_width": "4em"}, layout={"width": "240px"},
            ),
            "steps": widgets.IntSlider(
                value=steps, min=2, max=LONGEST, description="steps T", style={"description_width": "4.5em"},
                layout={"width": "330px"},
            ),
        }  # fmt: skip
        super().__init__([weights, inputs])

    def prepare(self, figure, **_):
        """Make the formula, the gradients above, the factors below."""
        self.formulas = Formulas(canvas_axes(figure), 18, (534, 508))
        self.top = figure.add_axes((0.085, 0.39, 0.895, 0.46), yscale="log", ylim=(LOW, HIGH))
        self.top.set_ylabel(r"$|\partial E_T/\partial h_t|$")
        self.top.grid(axis="y", color="#e4e4e4", lw=0.8)
        (self.line,) = self.top.plot([], [], "o-", color=COLOURS["back"], ms=5, lw=1.3)
        (self.beyond,) = self.top.plot([], [], "v", color=COLOURS["back"], ms=6, clip_on=False)
        self.low = figure.add_axes((0.085, 0.095, 0.895, 0.22), ylim=(0, 3.1))
        self.low.set(ylabel=r"$|w\,\sigma'(z_t)|$", xlabel="step $t$", yticks=[0, 1, 2, 3])
        self.low.axhline(1, color=COLOURS["ink"], lw=1)
        self.limit = self.low.axhline(1, color=COLOURS["w"], lw=1.2, ls="--")
        self.less = self.low.vlines([], 0, 0, color=COLOURS["u"], lw=6)
        self.more = self.low.vlines([], 0, 0, color=COLOURS["bad"], lw=6)
        (self.tops,) = self.low.plot([], [], "_", color=COLOURS["ink"], ms=7)
        return [*self.formulas.artists, self.line, self.beyond, self.limit, self.less, self.more, self.tops]

    def background(self, w, v, s, drive, steps):
        """Let the number of steps move the axes of time, and the smallest gradient the log axis."""
        smallest = min(map(abs, state_gradients(Weights(U, v, w, s), *driven(drive, steps))))
        return steps, smallest < MIDDLE

    def arrange(self, steps, **others):
        """Fit the axes."""
        low, ticks = (LOW, range(-20, 6, 5)) if self.background(steps=steps, **others)[1] else (MIDDLE, range(-5, 6))
        self.top.set(ylim=(low, HIGH), yticks=[10.0**power for power in ticks])
        self.top.minorticks_off()
        for ax in (self.top, self.low):
            ax.set_xlim(-0.7, steps + 0.7)
            every = 1 if steps <= 12 else 5
            ax.set_xticks([*range(0, steps - every // 2, every), steps])
        for bars in (self.less, self.more):
            bars.set_linewidth(min(14, 380 / steps))

    def update(self, w, v, s, drive, steps):
        """Carry the last error back and show what arrives."""
        weights = Weights(U, v, w, s)
        x, target = driven(drive, steps)
        factors = step_factors(weights, x)
        slopes = state_gradients(weights, x, target)
        run = unroll(weights, x)
        sizes = np.abs(slopes)
        shown = np.clip(sizes, LOW, HIGH)
        self.line.set_data(range(steps + 1), shown)
        off = [t for t in range(steps + 1) if not LOW <= sizes[t] <= HIGH]
        self.beyond.set_data(off, shown[off])
        self.beyond.set_marker("^" if off and sizes[off[0]] > HIGH else "v")
        heights = np.abs(factors)
        self.limit.set_ydata([abs(w) / 4] * 2)
        for bars, chosen in ((self.less, heights <= 1), (self.more, heights > 1)):
            bars.set_segments([[(t, 0), (t, f)] for t, f, yes in zip(range(1, steps + 1), heights, chosen, strict=True)
                               if yes])  # fmt: skip
        self.tops.set_data(range(1, steps + 1), heights)
        z, h = run.z[-1], run.h[-1]
        self.formulas.set(
            f"last step:  {{w:$w\\,\\sigma'(z_{{{steps}}}) = w\\,h_{{{steps}}}\\,(1-h_{{{steps}}})$}}  =  "
            f"{{w:{number(w)} × {number(h)} × {number(1 - h)}}}  =  {{w:{number(factors[-1])}}}    at  "
            f"$z_{{{steps}}}$ = {number(z)}",
            f"{{back:$\\partial E_T/\\partial h_{{{steps - 1}}}$}}  =  {{w:{factor(factors[-1])}}} × "
            f"{{back:$\\partial E_T/\\partial h_{{{steps}}}$}}  =  {{w:{factor(factors[-1])}}} × "
            f"{{back:{factor(slopes[-1])}}}  =  {{back:{number(slopes[-2])}}},   and so on back to  "
            f"{{back:$\\partial E_T/\\partial h_0$ = {number(slopes[0])}}}",
        )
        return self._words(w, steps, heights, sizes)

    @staticmethod
    def _words(w, steps, heights, sizes):
        above = int((heights > 1).sum())
        bound = (
            f"|w| is below 4, so no factor can reach 1: the largest possible is {number(abs(w) / 4)} (dashed)."
            if abs(w) < 4
            else f"A factor could be as large as |w|/4 = {number(abs(w) / 4)} (dashed); {above} of {steps} are above 1."
        )
        if sizes[-1] == 0:
            return f"{bound} The last prediction hits its target exactly, so there is no error to carry back."
        if w == 0:
            return f"{bound} With w = 0 no state depends on the one before: nothing is carried back at all."
        ratio = sizes[0] / sizes[-1]
        if ratio < 1e-307:  # one divided by it would overflow
            return f"{bound} What arrives at h<sub>0</sub> is too small to tell from zero."
        change = f"divided by {number(1 / ratio)}" if ratio < 1 else f"multiplied by {number(ratio)}"
        hidden = int(((sizes < LOW) | (sizes > HIGH)).sum())
        return (
            f"{bound} Over {steps} steps back the gradient is {change}, a factor of "
            f"{number(ratio ** (1 / steps))} a step on average."
            + (f" {hidden} of the gradients lie beyond the axis (triangles)." if hidden else "")
        )  # fmt: skip


def driven(drive, steps):
    """Return the inputs x_1 .. x_T of that name, and the target of the last step."""
    if drive == "sunspots":
        numbers = sunspots().numbers
        return numbers[:steps], numbers[steps]
    if drive == "constant":
        return [1.0] * steps, 0.7
    return np.random.default_rng(8).uniform(-1, 1, LONGEST)[:steps].tolist(), 0.7
