"""Live figure: the error surface of the one-neuron network, and descent from wherever you click."""

import ipywidgets as widgets
import numpy as np
from matplotlib.ticker import LogLocator, MaxNLocator

from ..data import sunspots
from ..descent import ARRIVED, DIVERGED, FINISHED
from ..draw.formula import Formulas
from ..draw.network import canvas_axes
from ..draw.scenes import RANGES, RULES, SCENES, functions, scene_pairs, scene_path
from ..draw.style import COLOURS, number
from ..draw.surface import HEIGHTS, SurfaceDrawing, Trail, grid
from .base import LiveFigure, slider
from .sequence import MEANINGS, chosen_weights

PAIRS = ["v, w", "u, v", "u, w", "v, s", "w, s", "u, s"]
MAP = (0.077, 0.085, 0.488, 0.75)


class ErrorSurface(LiveFigure):
    """Contours of E over two of the weights; click anywhere to start a descent there.

    The sliders of the two weights on the map's axes are the start of the descent, just as a click is; the other two
    are held, and moving them changes the surface. On the right the error and the gradient's length at each step, and
    cross-sections: E along each weight, through the start.

    Args:
        sequence: "hump", "zigzag", "toy" or "sunspots".
        across_up: which weights the axes show, such as "v, w".
        rules: which rules run; names of `unrolled.draw.scenes.RULES`.
        rate: the learning rate of descent and momentum.
        steps: how many steps each rule may take, 1 to 300.
    """

    title = "The error surface"
    size = (9.0, 6.4)

    def __init__(self, sequence="hump", across_up="v, w", rules=("descent", "momentum", "BFGS"), rate=2.0, steps=100):
        weights = SCENES[sequence].weights
        years = sunspots().years
        choose = {
            "sequence": widgets.Dropdown(
                options=[(scene.label, name) for name, scene in SCENES.items()], value=sequence,
                description="sequence", style={"description_width": "5em"}, layout={"width": "265px"}),
            "axes": widgets.Dropdown(options=PAIRS, value=across_up, description="axes",
                                     style={"description_width": "2.5em"}, layout={"width": "115px"}),
            "log": widgets.Checkbox(value=True, description="log colours", indent=False, layout={"width": "105px"}),
            "zoom": widgets.FloatLogSlider(value=1, base=2, min=0, max=5, step=0.25, description="zoom",
                                           readout_format=".1f", style={"description_width": "3em"},
                                           layout={"width": "200px"}),
            "solid": widgets.Checkbox(value=False, description="3-D", indent=False, layout={"width": "55px"}),
            "turn": widgets.IntSlider(value=-60, min=-180, max=180, step=5, description="turn",
                                      style={"description_width": "3em"}, layout={"width": "200px"}),
            "year": widgets.IntSlider(value=1954, min=years[0], max=years[-1] - 40, description="from year",
                                      style={"description_width": "5em"}, layout={"width": "270px"}),
            "window": widgets.IntSlider(value=22, min=2, max=40, description="steps in time",
                                        style={"description_width": "6.5em"}, layout={"width": "260px"}),
        }  # fmt: skip
        place = {
            name: slider(name, getattr(weights, name), *RANGES[name], 0.01, meaning=MEANINGS[name]) for name in "uvws"
        }
        move = {
            name: widgets.Checkbox(value=name in rules, indent=False, description=name, layout={
                "width": "auto", "margin": "2px 10px 2px 2px", "border_left": f"6px solid {colour}",
                "padding": "0 0 0 4px"})
            for name, (_, _, colour, _) in RULES.items()
        }  # fmt: skip
        on_scale = 10 ** (round(20 * np.log10(rate)) / 20)  # where the slider would move it
        drive = {
            "rate": widgets.FloatLogSlider(value=on_scale, base=10, min=-3, max=1.5, step=0.05, description="rate",
                                           readout_format=".3f", style={"description_width": "3em"},
                                           layout={"width": "265px"}),
            "steps": widgets.IntSlider(value=steps, min=1, max=300, description="steps", layout={"width": "265px"},
                                       style={"description_width": "3em"}),
        }  # fmt: skip
        for name in ("zoom", "axes", "sequence"):
            choose[name].observe(lambda _: self._keep_centre(), "value")
        choose["sequence"].observe(self._open_scene, "value")
        for name in ("sequence", "solid"):
            choose[name].observe(lambda _: self._show_controls(), "value")
        self._centre = weights
        super().__init__([choose, place, move, drive])
        self._show_controls()
        self.canvas.mpl_connect("button_press_event", self._clicked)

    def _clicked(self, event):
        if event.inaxes is self.map and not self.state["solid"]:
            across, up = self.state["axes"].split(", ")
            self.set(**{across: event.xdata, up: event.ydata})

    def _keep_centre(self):
        """Zoom about where the start is when the zoom changes, and hold that while the start moves."""
        self._centre = chosen_weights(self.state)

    def _open_scene(self, change):
        with self.together():
            self.set(**SCENES[change.new].weights._asdict())
            self._keep_centre()

    def reset(self):
        """Bring back the values that the figure opened with."""
        with self.together():
            self.set(sequence=self._start["sequence"])  # it brings its own weights, which the rest then overrules
            super().reset()

    def _show_controls(self):
        shown = {"year": self.state["sequence"] == "sunspots", "window": self.state["sequence"] == "sunspots",
                 "turn": self.state["solid"]}  # fmt: skip
        for name, visible in shown.items():
            self.controls[name].layout.display = None if visible else "none"

    def prepare(self, figure, **_):
        """Make the map, the solid view and the three plots beside it."""
        self.page = canvas_axes(figure)
        self.formulas = Formulas(self.page, 18, (613, 587, 561), size=10.5)
        self.map = figure.add_axes(MAP)
        self.map.tick_params(labelsize=9, pad=2)
        self.map.yaxis.labelpad = 0  # there is room for a tick label of six characters
        self.drawing = SurfaceDrawing(self.map)
        self.solid = figure.add_axes((0.0, 0.02, 0.6, 0.84), projection="3d", visible=False)
        for axis in (self.map.xaxis, self.map.yaxis):
            axis.set_major_locator(MaxNLocator(5))
        self.trails = {name: Trail(self.map, colour, style) for name, (_, _, colour, style) in RULES.items()}
        (self.start_mark,) = self.map.plot([], [], "X", color="white", mec=COLOURS["ink"], ms=12, zorder=5)
        self.fall = figure.add_axes((0.655, 0.66, 0.33, 0.19), yscale="log")
        self.slope = figure.add_axes((0.655, 0.37, 0.33, 0.19), yscale="log", ylim=(1e-8, 20))
        self.fall.set_title("error E, by step")
        self.slope.set_title("length of the gradient, by step")
        self.falls, self.slopes = {}, {}
        for name, (_, _, colour, style) in RULES.items():
            (self.falls[name],) = self.fall.plot([], [], style, color=colour, label=name)
            (self.slopes[name],) = self.slope.plot([], [], style, color=colour)
        self.page.legend(*self.fall.get_legend_handles_labels(), loc="upper right", ncols=3, fontsize=8.5,
                         bbox_to_anchor=(0.99, 0.995), columnspacing=1, handlelength=1.5)  # fmt: skip
        self.cuts = figure.add_axes((0.655, 0.085, 0.33, 0.20), yscale="log")
        self.cuts.set_title("E along each weight:")
        for place, name in zip((0.63, 0.70, 0.77, 0.84), "uvws", strict=True):
            self.cuts.text(place, 1.065, name, color=COLOURS[name], weight="bold", transform=self.cuts.transAxes)
        for ax in (self.fall, self.slope, self.cuts):
            ax.grid(alpha=0.3)
            ax.tick_params(labelsize=8.5)
            ax.minorticks_off()
            ax.xaxis.set_major_locator(MaxNLocator(4, integer=True))
            ax.yaxis.set_major_locator(LogLocator(numticks=4))
            ax.yaxis.set_major_formatter(
                lambda value, _: f"{value:g}".replace("-0", "−")
            )  # no mathematics to lay out: faster
        self.sections, self.dots = {}, {}
        for name in "uvws":
            (self.sections[name],) = self.cuts.plot([], [], color=COLOURS[name], lw=1.5)
            (self.dots[name],) = self.cuts.plot([], [], "o", color=COLOURS[name], ms=6)
        self.cuts.set_xlim(-8, 8)
        return [
            *(artist for trail in self.trails.values() for artist in trail.artists), self.start_mark,
            *self.falls.values(), *self.slopes.values(), *self.sections.values(), *self.dots.values(),
            *self.formulas.artists,
        ]  # fmt: skip

    def background(self, **state):
        """Only another surface changes what stands still; the solid view is drawn anew each time."""
        if state["solid"]:
            return tuple(state.values())
        across_up = state["axes"].split(", ")
        held = tuple(state[name] for name in "uvws" if name not in across_up)
        window = (state["year"], state["window"]) if state["sequence"] == "sunspots" else ()
        centre = tuple(self._centre) if state["zoom"] > 1 else ()
        return state["sequence"], window, state["axes"], state["log"], state["zoom"], centre, held, state["steps"]

    def _extent(self, names, zoom):
        sides = []
        for name in names:
            low, high = RANGES[name]
            half = (high - low) / 2 / zoom
            middle = (low + high) / 2 if zoom <= 1 else getattr(self._centre, name)
            middle = min(max(middle, low + half), high - half)
            sides += [middle - half, middle + half]
        return tuple(sides)

    def arrange(self, **state):
        """Draw the surface and set the scales."""
        weights, x, y, names = self._chosen(state)
        E, *_ = functions(names, weights, x, y)
        extent = self._extent(names, state["zoom"])
        heights = E(grid(extent, 81))
        self.map.set_visible(not state["solid"])
        self.solid.set_visible(state["solid"])
        finite = heights[np.isfinite(heights)]
        low, high = max(finite.min() / 3, 1e-9), max(finite.max() * 2, 1e-8)
        self.fall.set(xlim=(-1, state["steps"] + 1), ylim=(low, high))
        self.slope.set_xlim(-1, state["steps"] + 1)
        self.cuts.set_ylim(low, high)
        if state["solid"]:
            self._draw_solid(E, extent, names, state)
            return
        self.drawing.show(heights, extent, state["log"])
        for axis, name in zip((self.map.xaxis, self.map.yaxis), names, strict=True):
            axis.set_label_text(f"{name}  ({MEANINGS[name]})".replace("h_0", "$h_0$"), color=COLOURS[name])

    def _draw_solid(self, E, extent, names, state):
        """Draw the surface as a landscape, with the paths on it."""
        ax = self.solid
        ax.clear()
        across, up = np.broadcast_arrays(*grid(extent, 41))

        def height(E):
            return np.log10(np.maximum(E, 1e-12)) if state["log"] else E

        ax.plot_surface(across, up, height(E((across, up))), cmap=HEIGHTS, rcount=41, ccount=41, linewidth=0,
                        alpha=0.85)  # fmt: skip
        for name, path in self._paths(state).items():
            points = path.points.T
            inside = (points[0] >= extent[0]) & (points[0] <= extent[1])
            inside &= (points[1] >= extent[2]) & (points[1] <= extent[3])
            points = np.where(inside, points, np.nan)
            ax.plot(*points, height(path.errors), RULES[name][3], color=RULES[name][2], lw=2.5, zorder=10)
        ax.view_init(elev=42, azim=state["turn"])
        ax.locator_params(nbins=4)  # seen from the side, more would run into each other
        ax.tick_params(labelsize=8.5)
        ax.set_xlabel(names[0], color=COLOURS[names[0]], labelpad=10)
        ax.set_ylabel(names[1], color=COLOURS[names[1]], labelpad=10)
        ax.text2D(0.05, 0.02, "height: log10 of E" if state["log"] else "height: E", transform=ax.transAxes)
        ax.set_box_aspect((1, 1, 0.7), zoom=0.86)

    @staticmethod
    def _chosen(state):
        x, y = scene_pairs(state["sequence"], state["year"], state["window"])
        return chosen_weights(state), x, y, state["axes"].split(", ")

    def _paths(self, state):
        weights, _, _, names = self._chosen(state)
        window = (state["year"], state["window"]) if state["sequence"] == "sunspots" else ()
        return {
            rule: scene_path(rule, names, state["sequence"], weights, state["rate"], state["steps"], window)
            for rule in RULES
            if state[rule]
        }

    def update(self, **state):
        """Run the chosen rules from the start."""
        weights, x, y, names = self._chosen(state)
        E, slope, _ = functions(names, weights, x, y)
        start = np.array([getattr(weights, name) for name in names])
        paths = self._paths(state)
        for name in RULES:
            path = paths.get(name)
            flat = state["solid"] or path is None
            self.trails[name].show([] if flat else path.points)
            for lines, values in ((self.falls, "errors"), (self.slopes, "gradient_lengths")):
                values = [] if path is None else np.maximum(getattr(path, values), 1e-9)
                lines[name].set_data(range(len(values)), values)
        self.start_mark.set_data(*([[], []] if state["solid"] else start[:, None]))
        self._show_sections(weights, x, y)
        before, gradient = float(E(start)), slope(start)
        length = float(np.hypot(*gradient))
        parts = ", ".join(
            f"{{{name}:$\\partial E/\\partial {name}$}}" for name in names
        )  # fmt: skip
        values = ", ".join(f"{{{name}:{number(part)}}}" for name, part in zip(names, gradient, strict=True))
        place = ", ".join(f"{{{name}:{name} = {number(at)}}}" for name, at in zip(names, start, strict=True))
        self.formulas.set(
            f"start:  {place}     E = {number(before)}",
            f"gradient = ({parts}) = ({values})",
            f"length {number(length)};  first step of descent:  {number(state['rate'])} × {number(length)} = "
            f"{number(state['rate'] * length)} long",
        )
        return self._words(state, names, start, before, length, paths)

    def _show_sections(self, weights, x, y):
        for name in "uvws":
            low, high = RANGES[name]
            along = np.linspace(low, high, 81)
            E, *_ = functions([name], weights, x, y)
            self.sections[name].set_data(along, E((along,)))
            at = getattr(weights, name)
            self.dots[name].set_data([at], [E((at,))])

    def _words(self, state, names, start, before, length, paths):
        place = " and ".join(f"{name} = {number(at)}" for name, at in zip(names, start, strict=True))
        said = [f"From {place}, E = {number(before)}, gradient length {number(length)}:"]
        ends = {ARRIVED: "comes to rest", FINISHED: "finds nothing lower", DIVERGED: "diverges"}
        extent = self._extent(names, state["zoom"])
        for name, path in paths.items():
            across, up = path.points[-1]
            off = "" if extent[0] <= across <= extent[1] and extent[2] <= up <= extent[3] else ", off the map"
            end = ", ".join(map(number, path.points[-1])) + off
            slope = path.gradient_lengths[-1]
            slope = number(slope) if slope > 1e-6 else "almost 0"
            said.append(
                f"<b>{name}</b> {ends.get(path.ended, 'is under way')} after {len(path.points) - 1} steps at ({end}), "
                f"E = {number(path.errors[-1])}, gradient {slope};"
            )
        if not paths:
            said.append("no rule is chosen.")
        said[-1] = said[-1].rstrip(";.") + "."
        left, right, bottom, top = map(number, extent)
        said.append(
            f"Shown are {names[0]} from {left} to {right} and {names[1]} from {bottom} to {top}, as "
            + (f"a landscape turned by {state['turn']}°" if state["solid"] else "a map")
            + (" of the logarithm of E." if state["log"] else " of E.")
        )
        return "<br>".join(said)
