"""Live figure: all methods from one start on one surface, by the calls they make."""

import functools

import ipywidgets as widgets
import numpy as np

from ..descent import DIVERGED
from ..draw.formula import Formulas
from ..draw.network import canvas_axes
from ..draw.scenes import RACERS, RANGES, SCENES, functions, lowest, scene_pairs, scene_path
from ..draw.style import COLOURS, number
from ..draw.surface import SurfaceDrawing, Trail, grid
from .base import LiveFigure, slider
from .sequence import MEANINGS

EXTENT = (*RANGES["v"], *RANGES["w"])
CALLS = 400
NEEDS = {"-": "gradient", "--": "errors only", ":": "second derivatives"}


class Race(LiveFigure):
    """Ten methods start together; the one that needs the fewest calls wins.

    A call is one error or one gradient; a matrix of second derivatives counts as two gradients, which is what it
    costs here. Left the map with all paths, right how far each is above the lowest point against its calls, below
    the table of calls to come as near as `goal`. A click on the map starts the race there; the sliders v and w do the
    same.

    Args:
        sequence: "hump", "zigzag" or "toy".
        rate: the learning rate of descent, momentum and Nesterov.
        goal: how near to the lowest E counts as arrived.
    """

    title = "The race"
    size = (9.0, 4.9)

    def __init__(self, sequence="hump", rate=1.0, goal=1e-3):
        scenes = [(scene.label, name) for name, scene in SCENES.items() if name != "sunspots"]
        weights = SCENES[sequence].weights
        choose = {
            "sequence": widgets.Dropdown(options=scenes, value=sequence, description="sequence",
                                         style={"description_width": "5em"}, layout={"width": "255px"}),
            "v": slider("v", weights.v, *RANGES["v"], 0.01, meaning=MEANINGS["v"]),
            "w": slider("w", weights.w, *RANGES["w"], 0.01, meaning=MEANINGS["w"]),
        }  # fmt: skip
        drive = {
            name: widgets.FloatLogSlider(value=value, base=10, min=low, max=high, step=0.1, description=name,
                                         readout_format=form, style={"description_width": "3em"},
                                         layout={"width": "265px"})
            for name, value, low, high, form in (("rate", rate, -2, 1, ".2f"), ("goal", goal, -9, 0, ".1e"))
        }  # fmt: skip
        choose["sequence"].observe(self._open_scene, "value")
        super().__init__([choose, drive])
        self.canvas.mpl_connect("button_press_event", self._clicked)

    def _clicked(self, event):
        if event.inaxes is self.map:
            self.set(v=event.xdata, w=event.ydata)

    def _open_scene(self, change):
        weights = SCENES[change.new].weights
        self.set(v=weights.v, w=weights.w)

    def reset(self):
        """Bring back the values that the figure opened with."""
        with self.together():
            self.set(sequence=self._start["sequence"])
            super().reset()

    def prepare(self, figure, **_):
        """Make the map and the plot of the race."""
        self.page = canvas_axes(figure)
        self.formulas = Formulas(self.page, 18, (467, 443), size=10.5)
        self.map = figure.add_axes((0.065, 0.11, 0.41, 0.753))
        self.drawing = SurfaceDrawing(self.map)
        self.map.set_xlabel("v  (input weight)", color=COLOURS["v"])
        self.map.set_ylabel("w  (recurrent weight)", color=COLOURS["w"])
        self.trails = {name: Trail(self.map, colour, style) for name, (_, _, colour, style) in RACERS.items()}
        (self.start_mark,) = self.map.plot([], [], "X", color="white", mec=COLOURS["ink"], ms=12, zorder=5)
        self.plot = figure.add_axes((0.565, 0.11, 0.42, 0.66), xscale="log", yscale="log")
        self.plot.set(xlim=(1, CALLS), ylim=(1e-12, 10), xlabel="calls of the error or the gradient")
        self.plot.set_title("E above the lowest point", pad=4)
        self.plot.set_xticks([1, 10, 100], ["1", "10", "100"])
        self.plot.minorticks_off()
        self.plot.grid(alpha=0.3)
        self.lines = {}
        for name, (_, _, colour, style) in RACERS.items():
            (self.lines[name],) = self.plot.plot([], [], style, color=colour, label=name, drawstyle="steps-post")
        (self.goal,) = self.plot.plot([1, CALLS], [1, 1], color=COLOURS["good"], lw=5, alpha=0.25)
        self.page.legend(*self.plot.get_legend_handles_labels(), loc="upper right", ncols=4, fontsize=8.5,
                         bbox_to_anchor=(0.995, 1.0), columnspacing=0.8, handlelength=1.6)  # fmt: skip
        moving = [artist for trail in self.trails.values() for artist in trail.artists]
        return [*moving, self.start_mark, self.goal, *self.lines.values(), *self.formulas.artists]

    def background(self, sequence, **_):
        """Only another sequence changes the surface."""
        return sequence

    def arrange(self, sequence, **_):
        """Draw the surface and find its lowest point."""
        weights = SCENES[sequence].weights
        x, y = scene_pairs(sequence)
        E, *_ = functions("vw", weights, x, y)
        self.drawing.show(E(grid(EXTENT, 81)), EXTENT)
        self.bottom, self.bottom_at = _lowest(sequence)

    def update(self, sequence, v, w, rate, goal):
        """Let all methods run."""
        weights = SCENES[sequence].weights._replace(v=v, w=w)
        paths = {name: scene_path(name, "vw", sequence, weights, rate, CALLS) for name in RACERS}
        for name, path in paths.items():
            within = path.calls <= CALLS
            self.trails[name].show(path.points[within])
            above = np.maximum(path.errors[within] - self.bottom, 1e-13)
            self.lines[name].set_data(np.maximum(path.calls[within], 1), above)
        self.start_mark.set_data([v], [w])
        self.goal.set_ydata([goal, goal])
        self.formulas.set(
            f"start:  {{v:v = {number(v)}}}, {{w:w = {number(w)}}}",
            f"goal:  E ≤ {number(self.bottom)} + {number(goal)}",
        )
        return self._table(v, w, goal, paths)

    def _table(self, v, w, goal, paths):
        rows = []
        for name, path in paths.items():
            calls = path.calls_to(self.bottom + goal)
            calls = calls if calls is not None and calls <= CALLS else None
            end = np.flatnonzero(path.calls <= CALLS)[-1]
            if calls is not None:
                said = f"{calls} calls"
            elif path.ended == DIVERGED:
                said = "diverges"
            else:
                said = f"not there; stands {number(path.errors[end] - self.bottom, digits=5)} above"
            rows.append((np.inf if calls is None else calls, name, NEEDS[RACERS[name][3]], said))
        rows.sort(key=lambda row: row[0])
        first = f"{rows[0][1]} wins with {rows[0][0]:.0f} calls" if np.isfinite(rows[0][0]) else "nobody arrives"
        # No table: the words also stand in a paragraph for readers without a kernel, which cannot hold one.
        cells = ";".join(
            f'<br><span style="display:inline-block;width:8.5em">{name}</span> '
            f'<span style="display:inline-block;width:15em">needs {needs}:</span> {said}'
            for _, name, needs, said in rows
        )
        return (
            f"From v = {number(v)}, w = {number(w)} to within {number(goal)} of the lowest E, {number(self.bottom)}, "
            f"which lies at ({number(self.bottom_at[0])}, {number(self.bottom_at[1])}): {first}.{cells}."
        )


@functools.cache
def _lowest(sequence):
    return lowest("vw", SCENES[sequence].weights, *scene_pairs(sequence))
