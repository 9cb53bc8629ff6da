"""Paths through the unrolled network, from an error back to a copy of a weight, and what each contributes."""

from math import prod

import sympy
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.patches import Rectangle

from ..gradients import bptt
from ..rnn import unroll
from ..symbolic import paths_of
from .formula import Formulas
from .glyphs import Glyphs
from .network import NetworkDrawing, canvas_axes
from .style import COLOURS, factor, number, tint

SUM = 860
"""Where the column of sums stands, in pixels."""

MOST_STEPS = 4
"""The longest sequence for which the table of all paths has room."""


class PathsDrawing:
    """The unrolled network with the chosen paths lit, their factors above, the table of all paths below.

    Args:
        figure: an empty figure, 9 inches wide and 5.3 high.
    """

    TABLE, LINE = 164, 24  # pixels: height of the table's head, and from line to line

    def __init__(self, figure):
        self.ax = canvas_axes(figure)
        self.network = NetworkDrawing(self.ax, middle=306)
        for (kind, t), arrow in self.network.arrows.items():
            arrow.long = f"${kind}_{t} =$"
            # Names clear of the lit way along the arrow and of the ring that ends it.
            arrow.lift, arrow.aside = (8, 0) if kind == "w" else (0, 6)
        self.formulas = Formulas(self.ax, 18, (504, 477))
        self.lit = LineCollection([], colors=COLOURS["back"], linewidths=10, capstyle="round", joinstyle="round")
        self.ax.add_collection(self.lit)
        (self.ends,) = self.ax.plot([], [], "o", ms=12, mfc="none", mec=COLOURS["back"], mew=2.4, zorder=4)
        self.errors = [self._text(10.5, COLOURS["back"]) for _ in range(MOST_STEPS)]
        self.heads = [self._text(10.5) for _ in range(MOST_STEPS)]
        self.rows = [self._text(10.5, ha="left") for _ in range(MOST_STEPS)]
        self.sums = [self._text(10.5, text="sum"), self._text(10.5, ha="left", text="sum")]
        self.boxes = PatchCollection([], facecolors=tint(COLOURS["back"], 0.2), zorder=0)
        self.ax.add_collection(self.boxes)
        self.rule = LineCollection([], colors=COLOURS["faint"], linewidths=1)
        self.ax.add_collection(self.rule)
        self.cells = {name: Glyphs(self.ax, COLOURS[name], bold=name != "ink") for name in ("ink", "back", "s")}

    def _text(self, size, colour=COLOURS["ink"], ha="center", text=""):
        return self.ax.text(0, 0, text, fontsize=size, color=colour, ha=ha, va="center")

    @property
    def moving(self):
        """The artists that `show` changes."""
        return [*self.network.moving, *self.cells.values(), *self.formulas.artists]

    def arrange(self, T, letter, chosen):
        """Draw all but the numbers: the network, the lit paths, and the head of each row and column of the table.

        Args:
            T: the number of steps.
            letter: the weight: "u", "v" or "w".
            chosen: the paths to light, as (t, k) from E_t to the copy at step k; impossible ones are left out.
        """
        self.T, self.letter = T, letter
        self.chosen = {(t, k) for t, k in chosen if k <= t and (letter != "u" or k == t)}
        steps = range(1, T + 1)
        active = set()
        for t, k in self.chosen:
            active |= {("p", t), ("u", t), (letter, k)}
            if letter != "u":
                active |= {("h", i) for i in range(k, t + 1)} | {("w", i) for i in range(k + 1, t + 1)}
        done = {(kind, t) for kind in "xhpuvw" for t in steps} | {("h", 0)}
        self.network.arrange(T, done, active)
        self._light()
        columns = {k: self._copy(k)[0] for k in steps} | {T + 1: SUM}
        heights = {t: self.TABLE - self.LINE * t - (7 if t > T else 0) for t in range(1, T + 2)}
        self.places = {(t, k): (x, y) for k, x in columns.items() for t, y in heights.items()}
        for k, text in enumerate(self.heads, start=1):
            text.set(visible=k <= T, position=(columns.get(k, 0), self.TABLE))
            text.set(text=f"copy ${letter}_{k}$", color=COLOURS[letter])
        for t, text in enumerate(self.rows, start=1):
            text.set(visible=t <= T, position=(14, heights.get(t, 0)), text=f"from $E_{t}$")
        self.sums[0].set_position((SUM, self.TABLE))
        self.sums[1].set_position((14, heights[T + 1]))
        line = (heights[T] + heights[T + 1]) / 2
        self.rule.set_segments([[(14, line), (888, line)]])
        corners = [self.places[key] for key in sorted(self.chosen)]
        self.boxes.set_paths([Rectangle((x - 30, y - 10), 60, 20) for x, y in corners])

    def _light(self):
        """Draw the chosen paths over the network."""
        height = self._error_height()
        for t, text in enumerate(self.errors, start=1):
            lit = any(of == t for of, _ in self.chosen)
            text.set(visible=t <= self.T, text=f"$E_{t}$", alpha=1 if lit else 0.5)
            text.set_position((self.network.column(min(t, self.T)) + 50, height))
        # Overlapping paths add up to a darker line: one must be seen, many must not hide the numbers.
        self.lit.set_alpha(0.32 / max(1, len(self.chosen)) ** 0.5)
        self.lit.set_segments([self._way(*key) for key in sorted(self.chosen)])
        ends = [self._copy(k) for k in sorted({k for _, k in self.chosen})]
        self.ends.set_data([x for x, _ in ends], [y for _, y in ends])

    def _error_height(self):
        return self.network.rows["p"] + self.network.radius + 15

    def _copy(self, k):
        """Return the place of the copy of the weight at step k: the middle of its arrow."""
        x, rows = self.network.column(k), self.network.rows
        if self.letter == "w":
            return (self.network.column(k - 1) + x) / 2, rows["h"]
        return x, (rows["h"] + rows["x" if self.letter == "v" else "p"]) / 2

    def _way(self, t, k):
        """Return the corners of the path from E_t to the copy at step k."""
        x, rows = self.network.column(t), self.network.rows
        way = [(x + 30, self._error_height() - 2), (x, rows["p"])]
        if self.letter != "u":
            way += [(x, rows["h"]), (self.network.column(k), rows["h"])]
        return [*way, self._copy(k)]

    def show(self, weights, x, y):
        """Write the numbers of one run, and return the share of each path in the derivative, by (t, k).

        Args:
            weights: `Weights` of floats.
            x: the inputs.
            y: the targets.
        """
        paths, numbers = paths_of(self.T, self.letter)
        slopes = {(path.t, path.k): values for path, values in zip(paths, numbers(weights, x, y), strict=True)}
        shares = {key: prod(values) for key, values in slopes.items()}
        self.network.show(weights, x, y, unroll(weights, x))
        self._fill_table(shares)
        self.formulas.set(*self._lines(weights, x, y, paths, slopes, shares))
        return shares

    def _fill_table(self, shares):
        end = self.T + 1
        texts = {name: [] for name in self.cells}
        for (t, k), place in self.places.items():
            held = [share for (of, at), share in shares.items() if t in (of, end) and k in (at, end)]
            kind = "back" if (t, k) in self.chosen else "s" if end in (t, k) else "ink"
            texts[kind].append((*place, number(sum(held)) if held else "·", 9.5, "center"))
        for name, glyphs in self.cells.items():
            glyphs.write(texts[name])

    def _lines(self, weights, x, y, paths, slopes, shares):
        letter, chosen = self.letter, self.chosen
        if not chosen:
            return "There is no such path: this error does not depend on this copy of the weight.", "Its share is 0."
        if len(chosen) == 1:
            (key,) = chosen
            path = next(path for path in paths if (path.t, path.k) == key)
            pairs = list(zip(path.factors, slopes[key], strict=True))
            times = " · " if len(pairs) < 11 else "·"
            names = times.join(f"{{{_colour(part)}:${_name(part)}$}}" for part, _ in pairs)
            values = times.join(f"{{{_colour(part)}:{factor(value)}}}" for part, value in pairs)
            return f"$E_{path.t}$ to ${letter}_{path.k}$:   {names}", f"    =  {values}  =  {number(shares[key])}"
        copies = sorted({k for _, k in chosen})
        by_copy = [sum(shares[key] for key in chosen if key[1] == k) for k in copies]
        sums = " + ".join(map(factor, by_copy))
        whole = f"{{{letter}:$\\partial E/\\partial {letter}$ = {number(getattr(bptt(weights, x, y), letter))}}}"
        return (
            f"{len(chosen)} paths, added copy by copy:   {{{letter}:{sums}}}"
            + (f"  =  {number(sum(by_copy))}" if len(copies) > 1 else ""),
            f"These are all paths, and bptt gives  {whole}"
            if len(chosen) == len(shares)
            else f"All {len(shares)} paths together give  {whole}",
        )


def _colour(part):
    """Return the colour's name for a factor: that of the weight or state which it shows."""
    of, by = str(part.of)[0], str(part.by)[0]
    return {"E": "back", "p": "u" if by == "h" else "w", "h": "ink", "z": "v" if by == "v" else "w"}[of]


def _name(part):
    """Return a factor's slope in LaTeX, as the course writes it; copies of the weights keep their index."""
    t = str(part.of).split("_")[1]
    if str(part.of).startswith("h"):
        return rf"\sigma'(z_{t})"
    if str(part.slope) in "uvw":
        return f"{part.slope}_{t}"
    return "h_0" if str(part.slope) == "s" else sympy.latex(part.slope)
