"""Live figure: the unrolled network, its numbers, its predictions against their targets."""

import ipywidgets as widgets
from matplotlib.ticker import MaxNLocator

from ..draw.formula import Formulas
from ..draw.glyphs import Glyphs
from ..draw.network import LEFT, RIGHT, NetworkDrawing, canvas_axes
from ..draw.style import COLOURS, factor, number
from ..rnn import error, unroll
from .base import LiveFigure
from .sequence import chosen_sequence, chosen_weights, follow_sequence, sequence_controls, weight_sliders


class UnrolledNetwork(LiveFigure):
    """The network unrolled in time, with a slider for each weight.

    Above: every copy of u, v and w with the numbers on nodes and arrows. Below: each prediction p_t beside its
    target y_t, and the error E. The control `show up to` reveals the forward pass one step at a time.

    Args:
        sequence: "toy" or "sunspots", the sequence to open with.
        compare: show targets, errors and E as well; without it, the network and its predictions alone.
    """

    title = "The unrolled network"

    def __init__(self, sequence="toy", compare=True):
        self.compare = compare
        self.size = (9.0, 5.5 if compare else 3.85)
        choose = sequence_controls()
        choose["sequence"].value = sequence
        reveal = {
            "upto": widgets.IntSlider(
                value=3, min=0, max=3, description="show up to step", layout={"width": "350px"},
                style={"description_width": "9em"},
            ),
        }  # fmt: skip
        self._fit_reveal(reveal["upto"], {name: control.value for name, control in choose.items()})
        for control in choose.values():
            control.observe(lambda _: self._fit_reveal(self.controls["upto"], self.state), "value")
        super().__init__([weight_sliders(), {**choose, **reveal}])
        follow_sequence(self.controls)

    def _fit_reveal(self, upto, state):
        """Let the reveal slider reach the end of the sequence, and show all of a new sequence."""
        steps = len(chosen_sequence(state)[0])
        if upto.max != steps:
            upto.max = steps
            upto.value = steps

    def prepare(self, figure, **state):
        """Make the drawing above and the plot below."""
        self.ax = canvas_axes(figure)
        width, height = self.size[0] * 100, self.size[1] * 100
        self.network = NetworkDrawing(self.ax, middle=height - (218 if self.compare else 206))
        self.formulas = Formulas(self.ax, 18, (height - 30, height - 56))
        if not self.compare:
            return [*self.network.moving, *self.formulas.artists]
        self.plot = figure.add_axes((0, 44 / height, 1, 128 / height), xlim=(0, width))
        self.plot.patch.set_alpha(0)
        self.plot.spines[["left", "bottom"]].set_visible(False)
        self.plot.set_xticks([])
        self.plot.tick_params(axis="y", length=0, pad=-34, labelsize=8.5, labelcolor="#666666")
        self.grid = self.plot.hlines([], LEFT - 16, width - RIGHT + 26, color="#e4e4e4", lw=0.8, zorder=0)
        self.gaps = self.plot.vlines([], 0, 0, color=COLOURS["target"], lw=5, alpha=0.25)
        (self.target_marks,) = self.plot.plot(
            [], [], "D", color=COLOURS["target"], ms=8, clip_on=False, label="target $y_t$"
        )
        (self.marks,) = self.plot.plot([], [], "o", color=COLOURS["u"], ms=8, clip_on=False, label="prediction $p_t$")
        (self.outside,) = self.plot.plot([], [], "^", color=COLOURS["u"], ms=9, clip_on=False)
        self.plot.legend(loc="center left", bbox_to_anchor=(1 - (RIGHT - 26) / width, 0.72), fontsize=8.5,
                         handletextpad=0.2, borderpad=0, borderaxespad=0)  # fmt: skip
        self.ax.text(18, 24, "$(y_t-p_t)^2$", va="center")
        self.total = Glyphs(self.ax, COLOURS["ink"], bold=True)
        self.squares = Glyphs(self.ax, COLOURS["ink"])
        return [
            *self.network.moving, *self.formulas.artists, self.gaps, self.target_marks, self.marks, self.outside,
            self.total, self.squares,
        ]  # fmt: skip

    def background(self, sequence, year, steps, upto, **_):
        """Only another sequence, or another step, changes more than numbers."""
        return sequence, upto, *((year, steps) if sequence == "sunspots" else ())

    def arrange(self, **state):
        """Place columns, scale and grid for the sequence."""
        x, y, _ = chosen_sequence(state)
        steps, upto = len(x), min(state["upto"], len(x))
        done = {("h", 0)} | {("x", t) for t in range(1, steps + 1)}
        done |= {(kind, t) for kind in "hpuvw" for t in range(1, upto + 1)}
        self.network.arrange(steps, done, {("h", upto), ("p", upto)} if 0 < upto < steps else ())
        if not self.compare:
            return
        low, high = min(0.0, *x, *y), max(*x, *y)
        self.low, self.high = low - 0.35 * (high - low), high + 0.35 * (high - low)
        self.plot.set_ylim(self.low, self.high)
        ticks = MaxNLocator(nbins=5, steps=[1, 2, 5, 10]).tick_values(self.low, self.high)
        ticks = [tick for tick in ticks if self.low <= tick <= self.high]
        self.plot.set_yticks(ticks)
        self.grid.set_segments([[(LEFT - 16, tick), (900 - RIGHT + 26, tick)] for tick in ticks])

    def update(self, **state):
        """Run the network and show all of it up to the chosen step."""
        weights = chosen_weights(state)
        x, y, name = chosen_sequence(state)
        steps, upto = len(x), min(state["upto"], len(x))
        run = unroll(weights, x)
        self.network.show(weights, x, y if self.compare else (), run)
        self._show_formula(weights, x, run, upto)
        if not self.compare:
            return self._say_states(name, weights, run, upto, steps)
        columns = [self.network.column(t) for t in range(1, steps + 1)]
        self.target_marks.set_data(columns, y)
        self._show_predictions(columns[:upto], run.p[:upto], y)
        squares = [(target - p) ** 2 for target, p in zip(y, run.p, strict=True)]
        self.squares.write(
            [(c, 24, number(e, tiny=False), 9.5, "center") for c, e in zip(columns[:upto], squares, strict=False)]
        )
        whole = error(weights, x, y)
        so_far = whole if upto == steps else sum(squares[:upto])
        left = 900 - RIGHT + 30
        if upto == steps:
            self.total.write([(left, 78, f"E = {number(whole)}", 12, "left")])
        else:
            self.total.write([(left, 88, "E so far", 11, "left"), (left, 66, number(so_far), 12, "left")])
        if upto == steps:
            return self._words(name, run, y, whole)
        return (
            f"On {name}: {upto} of {steps} steps computed. "
            + (f"Step {upto} gives h<sub>{upto}</sub> = {number(run.h[upto])} and predicts {number(run.p[upto - 1])}; "
               f"the target is {number(y[upto - 1])}. " if upto else
               f"Only the inputs and the start h<sub>0</sub> = {number(weights.s)} are known. ")
            + f"The squared errors so far add up to {number(so_far)}."
        )  # fmt: skip

    def _say_states(self, name, weights, run, upto, steps):
        if not upto:
            return f"On {name}, only the inputs and the start h<sub>0</sub> = {number(weights.s)} are known."
        states = ", ".join(f"h<sub>{t}</sub> = {number(run.h[t])}" for t in range(upto + 1))
        predictions = ", ".join(map(number, run.p[:upto]))
        return f"On {name}, {upto} of {steps} steps: the states are {states}; the predictions are {predictions}."

    def _show_predictions(self, columns, predictions, y):
        inside = [(c, p) for c, p in zip(columns, predictions, strict=True) if self.low <= p <= self.high]
        beyond = [(c, p) for c, p in zip(columns, predictions, strict=True) if not self.low <= p <= self.high]
        self.marks.set_data([c for c, _ in inside], [p for _, p in inside])
        self.outside.set_data([c for c, _ in beyond], [self.high if p > self.high else self.low for _, p in beyond])
        self.outside.set_marker("^" if all(p > self.high for _, p in beyond) else "v")
        clipped = [min(max(p, self.low), self.high) for p in predictions]
        self.gaps.set_segments([[(c, p), (c, target)] for c, p, target in zip(columns, clipped, y, strict=False)])

    def _show_formula(self, weights, x, run, t):
        if not t:
            self.formulas.set("{s:$h_0 = s$} is the start. Move “show up to step” to run the network.")
            return
        u, v, w, _ = weights
        self.formulas.set(
            f"$z_{{{t}}} = $ {{w:$w\\,h_{{{t - 1}}}$}} + {{v:$v\\,x_{{{t}}}$}}  =  {{w:{number(w)} × "
            f"{number(run.h[t - 1])}}}  +  {{v:{factor(v)} × {factor(x[t - 1])}}}  =  {number(run.z[t - 1])}",
            f"{{w:$h_{{{t}}}$}} $= \\sigma(z_{{{t}}}) =$ {{w:{number(run.h[t])}}}           "
            f"{{u:$p_{{{t}}} = u\\,h_{{{t}}}$}}  =  {{u:{number(u)}}} × {{w:{number(run.h[t])}}}  =  "
            f"{{u:{number(run.p[t - 1])}}}",
        )

    def _words(self, name, run, y, whole):
        misses = [abs(target - p) for target, p in zip(y, run.p, strict=True)]
        worst = max(range(len(misses)), key=misses.__getitem__)
        off = sum(not self.low <= p <= self.high for p in run.p)
        return (
            f"On {name} the network predicts {', '.join(map(number, run.p))}; "
            f"the targets are {', '.join(map(number, y))}. E = {number(whole)}. "
            f"The largest miss is at step {worst + 1}, by {number(misses[worst])}."
            + (f" Beyond the plot, drawn as triangles: {off} of {len(y)} predictions." if off else "")
        )
