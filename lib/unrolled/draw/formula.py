"""Lines of mathematics whose parts have colours of their own."""

import re

from .glyphs import Glyphs, width
from .style import COLOURS


class Formulas:
    """A block of lines, each a row of coloured parts, that can be changed without making new artists.

    matplotlib colours a text as a whole, so each coloured part is a text of its own. Mathematics between dollar
    signs is matplotlib's; all else, the numbers above all, is drawn by `Glyphs`.

    Args:
        ax: an Axes that counts in pixels (see `unrolled.draw.network.canvas_axes`).
        x: where the lines begin, in pixels.
        baselines: the baseline of each line.
        size: font size in points.
        room: how many pieces of mathematics a line can hold.
    """

    def __init__(self, ax, x, baselines, size=11, room=10):
        self.ax, self.x, self.baselines, self.size = ax, x, baselines, size
        self.maths = [ax.text(x, 0, "", fontsize=size + 1, va="baseline") for _ in range(room * len(baselines))]
        self.plain = {name: Glyphs(ax, COLOURS[name]) for name in ("ink", "u", "v", "w", "s", "target", "back")}
        self._widths = {}

    @property
    def artists(self):
        """All that changes with `set`."""
        return [*self.maths, *self.plain.values()]

    def set(self, *lines):
        """Show these lines, from the top; {u:...} sets `...` in the colour that `COLOURS` has for u.

        Raises:
            ValueError: there are more lines, or more pieces of mathematics, than there is room for.
        """
        plain = {name: [] for name in self.plain}
        maths = iter(self.maths)
        self.right = self.x
        for y, line in zip(self.baselines, lines, strict=False):
            x = self.x
            for text, name in parse(line):
                if text.startswith("$"):
                    artist = next(maths, None)
                    if artist is None:
                        raise ValueError(f"no room for {text}: make Formulas with more room")
                    artist.set(text=text, color=COLOURS[name], position=(x, y), visible=True)
                    x += self._width(artist)
                else:
                    plain[name].append((x, y + 36.5 / 72 * self.size, text, self.size, "left"))
                    x += width(text, self.size)
            self.right = max(self.right, x)
        for artist in maths:
            artist.set_visible(False)
        for name, texts in plain.items():
            self.plain[name].write(texts)

    def _width(self, artist):
        text = artist.get_text()
        if text not in self._widths:
            renderer = self.ax.figure.canvas.get_renderer()
            self._widths[text] = artist.get_window_extent(renderer).width * 100 / self.ax.figure.dpi
        return self._widths[text]


def parse(marked):
    """Split "a {u:b $c$}" into [("a ", "ink"), ("b ", "u"), ("$c$", "u")]."""
    # Braces inside mathematics ($h_{t-1}$) belong to it, so the mathematics is taken out first.
    maths = re.findall(r"\$[^$]*\$", marked)
    pieces = []
    for outside, name, inside in re.findall(r"([^{}]+)|\{(\w+):([^{}]*)\}", re.sub(r"\$[^$]*\$", "$", marked)):
        for part in re.split(r"(\$)", outside or inside):
            if part:
                pieces.append((maths.pop(0) if part == "$" else part, name or "ink"))
    return pieces
