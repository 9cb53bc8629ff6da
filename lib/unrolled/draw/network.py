"""The network unrolled in time, drawn on an Axes, with the numbers of one run on it.

Everything is placed in pixels of a figure at 100 dots per inch: an Axes made by `canvas_axes` covers the whole
figure, so that circles are round, text has a known size and a plot below can share the columns.
"""

from matplotlib.collections import LineCollection

from ..gradients import backward
from ..rnn import unroll
from .glyphs import Glyphs, width
from .style import COLOURS, number, tint

MAX_STEPS = 10
"""The longest sequence that still leaves room for its numbers."""

LEFT, RIGHT = 62, 142
"""Pixels before the column of h_0 and after the column of the last step."""

ROW = 86
"""Pixels from one row of nodes to the next."""

PALE = "#dcdcdc"

DIM = "#767676"
"""The names of what is not known yet: still readable."""


def canvas_axes(figure):
    """Return an Axes without frame that covers the figure and counts in its pixels."""
    width, height = figure.get_size_inches() * 100
    ax = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(0, height))
    ax.axis("off")
    return ax


class NetworkDrawing:
    """Nodes and arrows for x_t, h_t and p_t, for up to `MAX_STEPS` steps.

    `arrange` draws what stands still while a weight moves: circles, names, arrows. `show` writes the numbers of
    one run; the artists in `moving` change with it.

    Args:
        ax: an Axes from `canvas_axes`.
        middle: height of the row of hidden states, in pixels; p_t stand one `ROW` above it and x_t one below.
        backward: also make the dashed arrows on which errors travel back: "e" from p_t to h_t and "d" from h_t
            to h_{t-1}.
    """

    def __init__(self, ax, middle, backward=False):
        self.width = float(ax.get_xlim()[1]) - LEFT - RIGHT
        self.rows = {"x": middle - ROW, "h": middle, "p": middle + ROW}
        self.backward = backward
        times = range(1, MAX_STEPS + 1)
        self.nodes = {(kind, t): _Node(ax, kind, t) for kind in "xhp" for t in times}
        self.nodes["h", 0] = _Node(ax, "h", 0)
        self.arrows = {(kind, t): _Arrow(ax, kind, t, backward) for kind in "uvw" + "ed" * backward for t in times}
        self.names = {name: Glyphs(ax, colour) for name, colour in {**COLOURS, "faint": DIM}.items()}
        self.numbers = {name: Glyphs(ax, COLOURS[name]) for name in ("ink", "u", "v", "w", "back", "target")}

    @property
    def moving(self):
        """The artists that `show` changes."""
        return list(self.numbers.values())

    def column(self, t):
        """Return the x of the column of step t, in pixels."""
        return LEFT + self.width * t / self.steps

    def arrange(self, steps, done, active=()):
        """Place nodes and arrows.

        Args:
            steps: the length of the sequence, 1 to `MAX_STEPS`.
            done: the nodes and arrows whose values are known, as (kind, t); the others stay pale.
            active: those among them to which the eye should go.
        """
        self.steps, self.done = steps, done
        self.radius = r = min(29, 0.31 * self.width / steps)
        names = []
        for (kind, t), node in self.nodes.items():
            if t <= steps:
                names.append(node.place(self.column(t), self.rows[kind], r, (kind, t) in done, (kind, t) in active))
            else:
                node.hide()
        for (kind, t), arrow in self.arrows.items():
            known = (kind, t) in done
            # Before anything has travelled back the drawing is that of the forward pass.
            if t <= steps and (known or not arrow.back):
                name = arrow.place(*self._ends(kind, t), known, (kind, t) in active, self.wide and known)
                names += [name] if known else []
            else:
                arrow.hide()
        for colour, glyphs in self.names.items():
            glyphs.write([text for name, text in names if name == colour])

    @property
    def wide(self):
        """Whether there is room for numbers on the arrows."""
        return self.steps <= 5

    def _ends(self, kind, t):
        """Return where an arrow starts and ends, clear of the circles, forward and backward side by side."""
        gap, shift = self.radius + 3, 0.28 * self.radius * self.backward
        x, before = self.column(t), self.column(t - 1)
        low, middle, high = (self.rows[row] for row in "xhp")
        return {
            "u": ((x - shift, middle + gap), (x - shift, high - gap)),
            "v": ((x, low + gap), (x, middle - gap)),
            "w": ((before + gap, middle + shift), (x - gap, middle + shift)),
            "e": ((x + shift, high - gap), (x + shift, middle + gap)),
            "d": ((x - gap, middle - shift), (before + gap, middle - shift)),
        }[kind]

    def show(self, weights, x, y, run, carried=None):
        """Write the numbers of one run on all that `arrange` was told is known.

        Args:
            weights: `Weights` of floats.
            x: the inputs.
            y: the targets, or nothing to leave them out.
            run: the `Unrolled` of these weights and inputs.
            carried: the numbers on the backward arrows, by (kind, t).
        """
        texts = {name: [] for name in self.numbers}
        size = 9 if self.wide else 8.5
        for kind, t in self.done & self.nodes.keys():
            value = x[t - 1] if kind == "x" else run.h[t] if kind == "h" else run.p[t - 1]
            spot = self.column(t), self.rows[kind] - 0.3 * self.radius
            digits = 3 if self.wide or abs(value) >= 1 else 2
            text = number(value, digits, tiny=False)
            fit = min(1.0, 1.6 * self.radius / width(text, size))  # as wide as the circle is there
            texts["ink"].append((*spot, text, size * fit, "center"))
        if y:
            top = self.rows["p"] + self.radius + 15
            texts["target"] += [(LEFT + 8, top, "target", 10, "right"), (LEFT + 14, top, "$y_t$", 11, "left")]
            texts["target"] += [(self.column(t), top, number(y_t), 9.5, "center") for t, y_t in enumerate(y, start=1)]
        if self.wide:
            for kind, t in self.done & self.arrows.keys():
                value = getattr(weights, kind) if kind in "uvw" else (carried or {})[kind, t]
                x0, y0, align = self.arrows[kind, t].spot
                texts[kind if kind in "uvw" else "back"].append((x0, y0, number(value), 9, align))
        for name, glyphs in self.numbers.items():
            glyphs.write(texts[name])


class _Node:
    """A circle; its number is written by `NetworkDrawing.show`."""

    def __init__(self, ax, kind, t):
        self.start = (kind, t) == ("h", 0)
        self.name = "$h_0\\!=\\!s$" if self.start else f"${kind}_{{{t}}}$"
        self.colour = COLOURS["s" if self.start else {"x": "v", "h": "w", "p": "u"}[kind]]
        (self.circle,) = ax.plot([], [], "o")

    def hide(self):
        self.circle.set_visible(False)

    def place(self, x, y, radius, known, active):
        """Place the circle; return its name's colour and the name as a text of `Glyphs`."""
        self.circle.set(
            visible=True,
            data=([x], [y]),
            markersize=2 * 0.72 * radius,  # points across, at 100 pixels to the inch
            markerfacecolor=tint(self.colour, 0.3 if active else 0.1) if known else "white",
            markeredgecolor=self.colour if known else PALE,
            markeredgewidth=3.2 if active else 1.6,
        )
        size = 12 if radius > 24 else 9 if self.start else 10
        return "ink" if known else "faint", (x, y + 0.4 * radius, self.name, size, "center")


class _Arrow:
    """An arrow with a name: solid for what is computed forward, dashed for what travels back."""

    def __init__(self, ax, kind, t, paired):
        self.back = kind in "ed"
        # Between two columns stand the number of e and that of the next u: at two heights, so that they never meet.
        self.lift = {"u": 6, "e": -6}.get(kind, 0) if paired else 0
        self.aside = 0  # pixels further from an upright arrow, on the left
        self.name = "back" if self.back else kind
        self.colour = COLOURS[self.name]
        self.short = "" if self.back else f"${kind}$"
        self.long = {"e": f"$u\\,e_{{{t}}} =$", "d": f"$w\\,\\delta_{{{t}}} =$"}.get(kind, f"${kind} =$")
        self.line = LineCollection([], linestyles=[(0, (4, 2.5))] if self.back else "solid")
        ax.add_collection(self.line)
        (self.head,) = ax.plot([], [], linestyle="none", color=self.colour)

    def hide(self):
        for artist in (self.line, self.head):
            artist.set_visible(False)

    def place(self, start, end, known, active, numbered):
        """Place the arrow; return its name's colour and the name as a text of `Glyphs`."""
        for artist in (self.line, self.head):
            artist.set_visible(True)
        (x0, y0), (x1, y1) = start, end
        colour = self.colour if known else PALE
        along = 5.0 if not active else 7.0
        if y0 == y1:
            tip = x1 - along if x1 > x0 else x1 + along, y1
            marker = ">" if x1 > x0 else "<"
        else:
            tip = x1, y1 - along if y1 > y0 else y1 + along
            marker = "^" if y1 > y0 else "v"
        self.line.set(segments=[[start, tip]], color=colour, linewidth=3 if active else 1.7)
        self.head.set(data=([tip[0]], [tip[1]]), marker=marker, markersize=9 if active else 7, color=colour)
        return self.name, self._label((x0 + x1) / 2, (y0 + y1) / 2, y0 == y1, numbered)

    def _label(self, x, y, across, numbered):
        """Return the name beside the arrow, and remember in `spot` where its number goes."""
        name = self.long if numbered else self.short
        y += self.lift if numbered else 0
        if across:
            y += -11 if self.back else 11
            self.spot = x + 3, y, "left"
            return (x - 2, y, name, 10, "right") if numbered else (x, y, name, 10, "center")
        if self.back:
            self.spot = x + 52, y, "left"
            return x + 9, y, name, 10, "left"
        x -= self.aside if numbered else 0
        self.spot = x - 57, y, "left"
        return x - 61 if numbered else x - 7, y, name, 10, "right"


def draw_network(figure, weights, x, y, back_to=None):
    """Draw the network unrolled over x with its numbers, on a figure of 9 by 3.4 inches.

    Args:
        figure: a matplotlib figure, empty.
        weights: `Weights` of floats.
        x: the inputs, at most `MAX_STEPS`.
        y: the targets.
        back_to: also show what travels back, from the last step down to what arrives at this one.
    """
    ax = canvas_axes(figure)
    drawing = NetworkDrawing(ax, middle=150, backward=back_to is not None)
    steps = range(1, len(x) + 1)
    run = unroll(weights, x)
    done = {("h", 0)} | {(kind, t) for kind in "xhpuvw" for t in steps}
    carried = {}
    if back_to is not None:
        found = dict(zip(reversed(steps), backward(weights, run.h, x, y), strict=True))
        carried = {("e", t): weights.u * found[t][0] for t in steps if t >= back_to}
        carried |= {("d", t): weights.w * found[t][1] for t in steps if t > back_to}
    drawing.arrange(len(x), done | carried.keys(), {("h", back_to)} if back_to else ())
    drawing.show(weights, x, y, run, carried)
