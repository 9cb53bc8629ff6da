"""The map of the course: which notebook leads to which."""

from itertools import pairwise

from matplotlib.patches import FancyBboxPatch

from .network import canvas_axes
from .style import COLOURS, tint

# number: title in one or two lines, place in columns and rows from the upper left
PLACES = {
    "00": ("Start here", 0, 0),
    "01": ("The chain rule", 1, 0),
    "02": ("Going\ndownhill", 2, 0),
    "03": ("Which error?", 3, 0),
    "04": ("Unrolling", 1, 1),
    "05": ("The gradient\nin symbols", 2, 1),
    "06": ("Backpropagation\nthrough time", 3, 1),
    "07": ("The error\nsurface", 1, 2),
    "08": ("Vanishing and\nexploding", 2, 2),
    "09": ("When to\nupdate", 3, 2),
    "10": ("A real\nsequence", 4, 2),
}
ROWS = (("why a derivative?", "v"), ("one neuron, unrolled", "w"), ("in use", "u"))
WIDE, HIGH, BOX = 175, 92, (148, 58)


def draw_map(figure):
    """Draw the course as boxes and arrows, on an empty figure of 9 by 3.2 inches."""
    ax = canvas_axes(figure)
    height = figure.get_size_inches()[1] * 100

    def middle(number):
        _, column, row = PLACES[number]
        return 92 + WIDE * column, height - 62 - HIGH * row

    def arrow(points, **look):
        *line, last, end = points
        ax.plot(*zip(*line, last, strict=True), color="#777777", lw=1.2, solid_capstyle="butt", **look)
        ax.annotate("", end, last, arrowprops={"arrowstyle": "-|>", "color": "#777777", "shrinkA": 0, **look})

    numbers = list(PLACES)
    for before, after in pairwise(numbers):
        (x0, y0), (x1, y1) = middle(before), middle(after)
        if y0 == y1:
            arrow([(x0 + BOX[0] / 2, y0), (x1 - BOX[0] / 2 - 8, y1), (x1 - BOX[0] / 2, y1)])
        else:
            gap = (y0 + y1) / 2
            arrow([(x0, y0 - BOX[1] / 2), (x0, gap), (x1, gap), (x1, y1 + BOX[1] / 2)])
    (x0, y0), (x1, y1) = middle("00"), middle("04")
    arrow([(x0, y0 - BOX[1] / 2), (x0, y1), (x1 - BOX[0] / 2 - 8, y1), (x1 - BOX[0] / 2, y1)], linestyle=(0, (4, 3)))
    for number, (title, _, row) in PLACES.items():
        x, y = middle(number)
        colour = COLOURS["ink" if number == "00" else ROWS[row][1]]
        box = {"boxstyle": "round,pad=0,rounding_size=8", "facecolor": tint(colour, 0.08), "edgecolor": colour}
        ax.add_patch(FancyBboxPatch((x - BOX[0] / 2, y - BOX[1] / 2), *BOX, **box))
        ax.text(x - BOX[0] / 2 + 8, y, number, color=colour, weight="bold", va="center")
        ax.text(x + 15, y, title, ha="center", va="center", fontsize=9)
    for row, (words, name) in enumerate(ROWS):
        x, y = middle("10")
        ax.text(x - BOX[0] / 2, y + HIGH * (2 - row) + (0 if row < 2 else 38), words, color=COLOURS[name], va="center")
    ax.text(x0 + 6, (y0 + y1) / 2, "in a hurry", color="#555555", fontsize=9, va="center")
