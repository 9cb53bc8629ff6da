"""Lines of mathematics whose parts have colours of their own."""

import re

from .glyphs import Glyphs, width
from .style import COLOURS


class Formulas:
    """A block of lines, each a row of coloured parts, that can be changed without making new artists.

    matplotlib colours a text as a whole, so each colour has its own `Glyphs`; what stands between dollar signs is
    mathematics.

    Args:
        ax: an Axes that counts in pixels (see `unrolled.draw.network.canvas_axes`).
        x: where the lines begin, in pixels.
        baselines: the baseline of each line.
        size: font size in points.
    """

    def __init__(self, ax, x, baselines, size=11):
        self.ax, self.x, self.baselines, self.size = ax, x, baselines, size
        self.parts = {name: Glyphs(ax, COLOURS[name]) for name in ("ink", "u", "v", "w", "s", "target", "back")}

    @property
    def artists(self):
        """All that changes with `set`."""
        return list(self.parts.values())

    def set(self, *lines):
        """Show these lines, from the top; {u:...} sets `...` in the colour that `COLOURS` has for u.

        Raises:
            ValueError: there are more lines than there is room for.
        """
        if len(lines) > len(self.baselines):
            raise ValueError(f"{len(lines)} lines, but room for {len(self.baselines)}: give more baselines")
        parts = {name: [] for name in self.parts}
        self.right = self.x
        for baseline, line in zip(self.baselines, lines, strict=False):
            x = self.x
            for text, name in parse(line):
                size = self.size + text.startswith("$")  # mathematics is a little small beside text
                parts[name].append((x, baseline + 36.5 / 72 * size, text, size, "left"))
                x += width(text, size)
            self.right = max(self.right, x)
        for name, texts in parts.items():
            self.parts[name].write(texts)


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
