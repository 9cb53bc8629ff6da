"""Live figure: the whole course in small. Network, predictions, error surface and one update of the weights."""

import ipywidgets as widgets
import numpy as np

from ..data import TOY, TOY_WEIGHTS
from ..descent import descend, gradient_descent
from ..draw.formula import Formulas
from ..draw.network import LEFT, RIGHT, NetworkDrawing, canvas_axes
from ..draw.scenes import functions
from ..draw.style import COLOURS, factor, number
from ..draw.surface import SurfaceDrawing, Trail, grid
from ..rnn import sequence_pairs, unroll
from .base import LiveFigure
from .sequence import weight_sliders

NAMES = "vw"
UPDATES = 40
EDGE = 6.5
"""How far the map reaches to each side."""

NETWORK = 680
"""Pixels across of the network's part."""


class WholeStory(LiveFigure):
    """The unrolled network, its predictions, its error surface, and descent: moved together.

    The sliders of v and w are the start. `updates` says how many updates of gradient descent follow; u and s keep
    their values. Network and predictions are those of the weights that have been reached, the ring on the map is
    where they are, and the arrow is the next update.

    Args:
        updates: how many updates to open with, 0 to 40.
        rate: the learning rate, 0.05 to 50.
    """

    title = "The whole story"
    size = (9.0, 5.6)

    def __init__(self, updates=0, rate=1.0):
        start = weight_sliders(names=NAMES)
        for name, control in start.items():
            control.description, control.tooltip = f"start {name}", f"{control.tooltip} at the start"
            control.style.description_width, control.layout.width = "3.8em", "245px"
        on_scale = 10 ** (round(20 * np.log10(rate)) / 20)  # where the slider would move it
        start["rate"] = widgets.FloatLogSlider(
            value=on_scale, base=10, min=-1.3, max=1.7, step=0.05, description="learning rate", readout_format=".2f",
            tooltip="learning rate", style={"description_width": "7.4em"}, layout={"width": "320px"},
        )  # fmt: skip
        walk = {
            "updates": widgets.IntSlider(
                value=updates, min=0, max=UPDATES, description="updates", tooltip="updates since the start",
                style={"description_width": "4.6em"}, layout={"width": "330px"},
            ),
        }  # fmt: skip
        one = widgets.Button(description="One update", icon="step-forward", tooltip="Move v and w once, downhill")
        one.layout.width = "130px"
        one.on_click(lambda _: self._once_more())
        player = widgets.Play(value=updates, max=UPDATES, interval=400, show_repeat=False, layout={"width": "auto"})
        self.helpers = [widgets.jslink((player, "value"), (walk["updates"], "value"))]
        super().__init__([start, {**walk, "one": one}])
        row = self.children[1]
        row.children = (*row.children[:2], player, *row.children[2:])

    def _once_more(self):
        updates = self.controls["updates"]
        updates.value = min(updates.value + 1, updates.max)

    def prepare(self, figure, **_):
        """Make the network, the plot below it, the map, the error's plot and the formulas."""
        width, height = (100 * length for length in self.size)
        self.x, self.y = sequence_pairs(TOY)
        self.E, self.slope, _ = functions(NAMES, TOY_WEIGHTS, self.x, self.y)
        page = canvas_axes(figure)
        self.formulas = Formulas(page, 18, (height - 28, height - 54))
        left = figure.add_axes((0, 0, NETWORK / width, 1), xlim=(0, NETWORK), ylim=(0, height))
        left.axis("off")
        self.network = NetworkDrawing(left, middle=340)
        steps = len(self.x)
        done = {("h", 0)} | {(kind, t) for kind in "xhpuvw" for t in range(1, steps + 1)}
        self.network.arrange(steps, done)
        self.columns = [self.network.column(t) for t in range(1, steps + 1)]
        return [
            *self.network.moving, *self._prepare_predictions(figure, width, height),
            *self._prepare_map(figure, width, height), *self._prepare_fall(figure, width, height),
            *self.formulas.artists,
        ]  # fmt: skip

    def _prepare_predictions(self, figure, width, height):
        plot = figure.add_axes((0, 36 / height, NETWORK / width, 165 / height), xlim=(0, NETWORK), ylim=(-0.45, 1.5))
        plot.patch.set_alpha(0)
        plot.spines[["left", "bottom"]].set_visible(False)
        plot.set(xticks=self.columns, xticklabels=[f"t = {t}" for t in range(1, len(self.x) + 1)], yticks=[0, 0.5, 1])
        plot.tick_params(axis="y", length=0, pad=-34, labelsize=8.5, labelcolor="#666666")
        plot.tick_params(axis="x", length=0)
        plot.hlines([0, 0.5, 1], LEFT - 16, NETWORK - RIGHT + 40, color="#e4e4e4", lw=0.8, zorder=0)
        plot.plot(self.columns, self.y, "D", color=COLOURS["target"], ms=9, label="target $y_t$")
        self.gaps = plot.vlines(self.columns, 0, 0, color=COLOURS["target"], lw=5, alpha=0.25)
        (self.marks,) = plot.plot([], [], "o", color=COLOURS["u"], ms=9, label="prediction $p_t$")
        plot.legend(loc="upper left", bbox_to_anchor=((LEFT - 20) / NETWORK, 1.12), ncols=2, fontsize=9,
                    handletextpad=0.2, borderpad=0, borderaxespad=0)  # fmt: skip
        return [self.gaps, self.marks]

    def _prepare_map(self, figure, width, height):
        self.map = figure.add_axes((612 / width, 262 / height, 270 / width, 218 / height))
        extent = (-EDGE, EDGE, -EDGE, EDGE)
        SurfaceDrawing(self.map).show(self.E(grid(extent, 81)), extent)
        self.map.set(xticks=[-6, -3, 0, 3, 6], yticks=[-6, -3, 0, 3, 6])
        self.map.set_title("error surface: dark is low", fontsize=10, pad=4)
        self.map.set_xlabel("v", color=COLOURS["v"], weight="bold", labelpad=0)
        self.map.set_ylabel("w", color=COLOURS["w"], weight="bold", rotation=0, labelpad=2)
        self.map.tick_params(labelsize=8.5, pad=2)
        self.trail = Trail(self.map, COLOURS["ink"])
        (self.arrow,) = self.map.plot([], [], color=COLOURS["back"], lw=3, solid_capstyle="butt", zorder=4)
        (self.tip,) = self.map.plot([], [], "o", mfc="white", mec=COLOURS["back"], mew=1.5, ms=6, zorder=4.1)
        return [self.arrow, *self.trail.artists, self.tip]

    def _prepare_fall(self, figure, width, height):
        plot = figure.add_axes((612 / width, 62 / height, 270 / width, 118 / height))
        plot.set(xlim=(-1, UPDATES + 1), ylim=(0, 3.6), xlabel="updates")
        plot.set_title("error E", fontsize=10, pad=4)
        plot.grid(alpha=0.3)
        plot.tick_params(labelsize=8.5, pad=2)
        (self.fall,) = plot.plot([], [], ".-", color=COLOURS["ink"], ms=4, lw=1.2)
        (self.now,) = plot.plot([], [], "o", color=COLOURS["ink"], mec="white", ms=9, clip_on=False)
        return [self.fall, self.now]

    def update(self, v, w, rate, updates):
        """Walk downhill from the start, and show where the weights, the network and the error have come to."""
        path = descend(
            gradient_descent, [v, w], self.E, self.slope, rate=rate, steps=UPDATES + 1, tolerance=0, progress=False
        )
        k = min(updates, len(path.points) - 1)
        here, following = path.points[k], path.points[min(k + 1, len(path.points) - 1)]
        weights = TOY_WEIGHTS._replace(v=float(here[0]), w=float(here[1]))
        run = unroll(weights, self.x)
        self.network.show(weights, self.x, self.y, run)
        self.marks.set_data(self.columns, run.p)
        self.gaps.set_segments(
            [[(c, p), (c, target)] for c, p, target in zip(self.columns, run.p, self.y, strict=True)]
        )
        self.trail.show(path.points[: k + 1])
        self.arrow.set_data(*zip(here, following, strict=True))
        self.tip.set_data(*following[:, None])
        self.fall.set_data(range(k + 1), path.errors[: k + 1])
        self.now.set_data([k], [path.errors[k]])
        slopes = dict(zip(NAMES, map(float, self.slope(here)), strict=True))
        self.formulas.set(
            f"{{back:next update}}     weight  −  learning rate × slope  =  new weight          "
            f"E = {number(path.errors[k])}",
            "          ".join(
                f"{{{name}:${name}$:  {number(at)} − {number(rate)} × {factor(slopes[name])} = {number(after)}}}"
                for name, at, after in zip(NAMES, map(float, here), map(float, following), strict=True)
            ),
        )
        return self._words(run.p, path, k, slopes)

    def _words(self, predictions, path, k, slopes):
        (v, w), E = map(float, path.points[k]), path.errors
        since = f"After {k} update{'s' * (k != 1)}" if k else "At the start"
        listed = ", ".join(number(p, tiny=False) for p in predictions)
        said = f"{since} v = {number(v)} and w = {number(w)}. The network predicts {listed}; "
        said += f"the targets are {', '.join(map(number, self.y))}. E = {number(E[k])}"
        said += f"; it was {number(E[0])} at the start. " if k else ". "
        if max(abs(v), abs(w)) > EDGE:
            said += "The weights are beyond the edge of the map. "
        moves = [f"{name} {'smaller' if slope > 0 else 'larger'}" for name, slope in slopes.items() if slope]
        if not moves:
            return said + "Both slopes are zero: no update moves the weights."
        said += f"The slopes ∂E/∂v = {number(slopes['v'])} and ∂E/∂w = {number(slopes['w'])} make the next update "
        said += f"turn {' and '.join(moves)}"
        if k + 1 < len(E):
            change = "lowers" if E[k + 1] < E[k] else "raises" if E[k + 1] > E[k] else "leaves"
            said += f", which {change} E {'at' if change == 'leaves' else 'to'} {number(E[k + 1])}"
        return said + "."
