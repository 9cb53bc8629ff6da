"""Many short texts that change at every move of a slider, drawn as one shape.

matplotlib lays out each text anew whenever it changes, about half a millisecond each, and a piece of mathematics
takes several milliseconds as soon as a picture holds more than fifty different ones; a live figure shows up to
two hundred. Here each outline is made once, and all texts of one colour are a single path: about twenty times
faster, and sharp at any resolution.
"""

import functools

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.textpath import TextPath, text_to_path

FONT = "DejaVu Sans"  # shipped with matplotlib


class Glyphs(PathPatch):
    """Plain texts of one colour on an Axes that counts in pixels (see `unrolled.draw.network.canvas_axes`).

    Args:
        ax: the Axes.
        colour: of all the texts.
        bold: whether they are bold.
    """

    def __init__(self, ax, colour, bold=False):
        super().__init__(Path(np.empty((0, 2))), facecolor=colour, linewidth=0, transform=ax.transData, zorder=4)
        self.set_clip_on(False)
        self.bold = bold
        self.written = []
        ax.add_artist(self)

    def write(self, texts):
        """Show these texts, each (x, y, text, size in points, alignment), and no others.

        x and y in pixels; y is the middle of a digit's height; the alignment "left", "center" or "right". A text
        between dollar signs is mathematics.
        """
        self.written = list(texts)
        shapes = [shape for text in self.written for shape in self._shapes(*text)]
        if shapes:
            self.set_path(Path(*map(np.concatenate, zip(*shapes, strict=True))))
        else:
            self.set_path(Path(np.empty((0, 2))))

    @property
    def texts(self):
        """The texts that are shown, as strings."""
        return [text for _, _, text, _, _ in self.written]

    def boxes(self):
        """Return what each text covers, as pairs: the text; left, bottom, right and top, in pixels."""
        boxes = []
        for text in self.written:
            # The point that comes with CLOSEPOLY is no part of the outline.
            parts = [points[codes != Path.CLOSEPOLY] for points, codes in self._shapes(*text)]
            points = np.concatenate([np.empty((0, 2)), *parts])
            if len(points):
                boxes.append((text[2], (*points.min(axis=0), *points.max(axis=0))))
        return boxes

    def _shapes(self, x, y, text, size, align):
        """Yield vertices and codes of each character."""
        scale = size / 72  # outlines are made at 100 points: 100 / 72 pixels to a point, over 100
        x -= {"left": 0.0, "center": 0.5, "right": 1.0}[align] * width(text, size, self.bold)
        y -= 36.5 * scale
        for piece in _pieces(text):
            advance, points, kinds = _outline(piece, self.bold)
            yield points * scale + (x, y), kinds
            x += advance * scale


def width(text, size, bold=False):
    """Return the width of a text in pixels; size in points."""
    return sum(_outline(piece, bold)[0] for piece in _pieces(text)) * size / 72


def _pieces(text):
    """Split a text into what has an outline of its own: characters, or one piece of mathematics."""
    return [text] if text.startswith("$") else text


@functools.lru_cache(maxsize=2048)
def _outline(piece, bold):
    """Return advance, vertices and codes of a character or a piece of mathematics, at a size of 100 points."""
    font = FontProperties(family=FONT, weight="bold" if bold else "normal", size=100, math_fontfamily="cm")
    if piece.isspace():
        advance = text_to_path.get_text_width_height_descent(piece, font, ismath=False)[0]
        return advance, np.empty((0, 2)), np.empty(0, Path.code_type)
    maths = piece.startswith("$")
    advance = text_to_path.get_text_width_height_descent(piece, font, ismath=maths)[0]
    path = TextPath((0, 0), piece, prop=font)
    return advance, path.vertices, path.codes
