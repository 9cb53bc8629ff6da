"""One neuron as a chain x -> z -> h -> p -> E, with its numbers, its local slopes and what flows back."""

import numpy as np

from ..rnn import sigma
from .formula import Formulas
from .glyphs import Glyphs
from .network import canvas_axes
from .style import COLOURS, factor, number, tint

KINDS = {"x": "v", "z": "w", "h": "w", "p": "u", "E": "target"}
LOCAL = {"z": "v", "h": r"\sigma'(z)", "p": "u", "E": "2(p-y)"}


class NeuronDrawing:
    """The chain above, the sigmoid with its tangent below on the left, the products on the right.

    Args:
        figure: an empty figure, 9 inches wide and 4.5 high.
    """

    ROW = 362

    def __init__(self, figure):
        width, height = figure.get_size_inches() * 100
        self.ax = canvas_axes(figure)
        self.places = {name: 70 + 190 * i for i, name in enumerate("xzhpE")}
        titles = {"x": "input", "z": "$z = v\\,x$", "h": r"$h = \sigma(z)$", "p": "$p = u\\,h$", "E": "$E = (y-p)^2$"}
        for name, x in self.places.items():
            colour = COLOURS[KINDS[name]]
            self.ax.plot([x], [self.ROW], "o", ms=50, mfc=tint(colour, 0.1), mec=colour, mew=1.8)
            self.ax.text(x, self.ROW + 11, f"${name}$", fontsize=13, ha="center", va="center")
            self.ax.text(x, self.ROW + 52, titles[name], fontsize=11, ha="center", va="center", color=colour)
            if name != "E":
                self._name(x + 8, self.ROW - 58, rf"$\partial E/\partial {name} =$", "back")
        self.middles = {}
        for before, after in zip("xzhp", "zhpE", strict=True):
            self.middles[after] = middle = (self.places[before] + self.places[after]) / 2
            self._arrows(self.places[before], self.places[after], COLOURS[KINDS[after]])
            self._name(middle + 12, self.ROW - 25, f"${LOCAL[after]} =$", "back")
            if after == "h":
                self.ax.text(middle, self.ROW + 21, r"$\sigma$", color=COLOURS["w"], fontsize=12, ha="center")
            else:
                made_by = {"z": "v", "p": "u", "E": "y"}[after]
                self._name(middle + 2, self.ROW + 23, f"${made_by} =$", "target" if made_by == "y" else made_by)
        self._curve(figure, width, height)
        self.formulas = Formulas(self.ax, 372, (196, 160, 92, 56), size=11.5)
        self.numbers = {name: Glyphs(self.ax, COLOURS[name]) for name in ("ink", "u", "v", "target", "back")}
        self.moving = [self.tangent, self.point, *self.numbers.values(), *self.formulas.artists]

    def _name(self, x, y, text, colour):
        """Write the name of a quantity, so that its number can follow at x."""
        self.ax.text(x, y, text, fontsize=10.5, ha="right", va="center", color=COLOURS[colour])

    def _arrows(self, left, right, colour):
        ahead = {"arrowstyle": "-|>", "lw": 1.8, "mutation_scale": 14, "shrinkA": 0, "shrinkB": 0}
        back = ahead | {"color": COLOURS["back"], "linestyle": (0, (4, 2.5)), "lw": 1.4}
        y = self.ROW
        self.ax.annotate("", (right - 39, y + 7), (left + 39, y + 7), arrowprops=ahead | {"color": colour})
        self.ax.annotate("", (left + 39, y - 8), (right - 39, y - 8), arrowprops=back)

    def _curve(self, figure, width, height):
        axes = figure.add_axes(
            (62 / width, 52 / height, 258 / width, 172 / height), xlim=(-12.5, 12.5), ylim=(-0.12, 1.12)
        )
        axes.set_xlabel("$z$", fontsize=11, labelpad=0)
        axes.set_title(r"$h = \sigma(z)$, and its slope where we are", fontsize=10.5, loc="center", weight="normal")
        axes.tick_params(labelsize=8.5)
        z = np.linspace(-12.5, 12.5, 300)
        axes.plot(z, sigma(z), color="#8a8a8a")
        (self.tangent,) = axes.plot([], [], color=COLOURS["back"], lw=2.4)
        (self.point,) = axes.plot([], [], "o", color=COLOURS["w"], ms=8)

    def show(self, now, v, u, y):
        """Show a `Neuron` made with the weights v and u and the target y."""
        texts = {name: [] for name in self.numbers}
        for name, x in self.places.items():
            texts["ink"].append((x, self.ROW - 10, number(now.values[name]), 9.5, "center"))
        for name, value in now.back.items():
            texts["back"].append((self.places[name] + 12, self.ROW - 58, number(value), 9.5, "left"))
        for name, value in now.slopes.items():
            texts["back"].append((self.middles[name] + 16, self.ROW - 25, number(value), 9.5, "left"))
        for name, colour, value in (("z", "v", v), ("p", "u", u), ("E", "target", y)):
            texts[colour].append((self.middles[name] + 6, self.ROW + 23, number(value), 9.5, "left"))
        for name, glyphs in self.numbers.items():
            glyphs.write(texts[name])
        z, h, slope = now.values["z"], now.values["h"], now.slopes["h"]
        reach = 3.2 / np.hypot(1, 12 * slope)
        self.point.set_data([z], [h])
        self.tangent.set_data([z - reach, z + reach], [h - slope * reach, h + slope * reach])
        e, x = now.slopes["E"], now.values["x"]
        self.formulas.set(
            r"{ink:$\partial E/\partial v$}  =  {target:$2(p-y)$} · {u:$u$} · {w:$\sigma'(z)$} · {v:$x$}",
            f"           =  {{target:{factor(e)}}} · {{u:{factor(u)}}} · {{w:{number(slope)}}} · {{v:{factor(x)}}}"
            f"  =  {number(now.dE_dv)}",
            r"{ink:$\partial E/\partial u$}  =  {target:$2(p-y)$} · {w:$h$}",
            f"           =  {{target:{factor(e)}}} · {{w:{number(h)}}}  =  {number(now.dE_du)}",
        )


def draw_sigmoid(ax):
    """Draw sigma(z) and its slope sigma'(z) on an Axes, with the tangent where it is steepest."""
    z = np.linspace(-8, 8, 321)
    h = sigma(z)
    ax.plot(z, h, color=COLOURS["w"])
    ax.plot(z, h * (1 - h), color=COLOURS["back"], ls="--")
    ax.plot([-2, 2], [0, 1], color=COLOURS["ink"], lw=1)
    ax.text(4.2, 0.88, r"$\sigma(z)$", color=COLOURS["w"], fontsize=12)
    ax.text(2.2, 0.16, r"its slope $\sigma'(z)$", color=COLOURS["back"], fontsize=12)
    ax.set(xlabel="z", ylim=(-0.05, 1.08))


def draw_fork(ax, x):
    """Draw how x reaches y = a b through a = 3x and through b = x^2, with the slope on each arrow."""
    a, b = 3 * x, x * x
    nodes = {"x": (0, 0, x, "v"), "a": (1.3, 0.55, a, "w"), "b": (1.3, -0.55, b, "w"), "y": (2.6, 0, a * b, "u")}
    names = {"x": "x", "a": "a = 3x", "b": "b = x^2", "y": "y = a\\,b"}
    slopes = {("x", "a"): 3.0, ("x", "b"): 2 * x, ("a", "y"): b, ("b", "y"): a}
    for (start, end), slope in slopes.items():
        (x0, y0, *_), (x1, y1, _, colour) = nodes[start], nodes[end]
        arrow = {"arrowstyle": "-|>", "lw": 1.8, "shrinkA": 28, "shrinkB": 28, "mutation_scale": 15}
        ax.annotate("", (x1, y1), (x0, y0), arrowprops=arrow | {"color": COLOURS[colour]})
        label = rf"$\partial {end}/\partial {start}$ = {number(slope)}"
        side = 0.24 if y0 + y1 > 0 else -0.24
        ax.text((x0 + x1) / 2, (y0 + y1) / 2 + side, label, color=COLOURS["back"], ha="center", va="center")
    for name, (at, height, value, colour) in nodes.items():
        ax.plot([at], [height], "o", ms=48, mfc=tint(COLOURS[colour], 0.1), mec=COLOURS[colour], mew=1.8)
        ax.text(at, height, f"${names[name]}$\n{number(value)}", ha="center", va="center")
    ax.set(xlim=(-0.35, 2.95), ylim=(-1.05, 1.05))
    ax.axis("off")
