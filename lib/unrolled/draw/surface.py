"""An error surface on an Axes: coloured heights, contour lines, and paths over it."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, Normalize

from .style import COLOURS

# Deep is dark, high is nearly white, so that every path's colour stands out.
HEIGHTS = LinearSegmentedColormap.from_list("heights", ["#2f4b6e", "#7d9bb5", "#c9d6dc", "#f8f5ec"])


def grid(extent, size=101):
    """Return across, up: arrays of shape (1, size) and (size, 1) over an extent (left, right, bottom, top)."""
    left, right, bottom, top = extent
    return np.linspace(left, right, size)[None, :], np.linspace(bottom, top, size)[:, None]


class SurfaceDrawing:
    """Heights as colours with contour lines, drawn anew by `show`.

    Args:
        ax: the Axes.
        levels: how many contour lines.
    """

    def __init__(self, ax, levels=14):
        self.ax, self.levels, self.lines = ax, levels, None
        # One even colour between two lines: easier to read, and a picture that packs in half the time.
        bands = HEIGHTS.resampled(levels + 1)
        self.image = ax.imshow(
            [[0.0]],
            cmap=bands,
            origin="lower",
            aspect="auto",
            interpolation="bilinear",
            interpolation_stage="data",
            zorder=0,
        )

    def show(self, heights, extent, logarithmic=True):
        """Draw the heights, shape (up, across), over (left, right, bottom, top).

        Infinite or missing heights are left white. `logarithmic` spreads colours and lines evenly over the
        orders of magnitude, so that a valley floor shows beside high walls.
        """
        heights = np.asarray(heights, dtype=float)
        with np.errstate(all="ignore"):
            shown = np.log10(np.maximum(heights, 1e-12)) if logarithmic else heights
        finite = shown[np.isfinite(shown)]
        low, high = (finite.min(), finite.max()) if finite.size else (0.0, 1.0)
        high = high if high > low else low + 1e-9
        shown = np.ma.masked_invalid(shown)
        self.image.set(data=shown, extent=extent, norm=Normalize(low, high))
        if self.lines is not None:
            self.lines.remove()
        across, up = (np.ravel(part) for part in grid(extent, shown.shape[0]))
        inner = np.linspace(low, high, self.levels + 2)[1:-1]
        self.lines = self.ax.contour(
            across, up, shown, levels=inner, colors="#33475b", linewidths=0.5, alpha=0.6, linestyles="solid"
        )
        self.ax.set(xlim=extent[:2], ylim=extent[2:])


class Trail:
    """A path over a surface: a coloured line with a white edge, its start and its end.

    Args:
        ax: the Axes.
        colour: of the line.
        style: its line style.
        label: for the legend.
    """

    def __init__(self, ax, colour, style="-", label=None):
        (self.edge,) = ax.plot([], [], color="white", lw=3.6, alpha=0.8, zorder=3)
        (self.line,) = ax.plot([], [], style, color=colour, lw=1.8, marker=".", ms=5, zorder=3.1, label=label)
        (self.end,) = ax.plot([], [], "o", color=colour, mec="white", mew=1.2, ms=9, zorder=3.2)
        self.artists = [self.edge, self.line, self.end]

    def show(self, points):
        """Show points of shape (steps + 1, 2); an empty list shows nothing."""
        points = np.reshape(points, (-1, 2))
        for line in (self.edge, self.line):
            line.set_data(points[:, 0], points[:, 1])
        self.end.set_data(points[-1:, 0], points[-1:, 1])


def show_surface(ax, heights, extent, names="vw", logarithmic=True):
    """Draw a surface with named axes, for a still picture; return its `SurfaceDrawing`."""
    drawing = SurfaceDrawing(ax)
    drawing.show(heights, extent, logarithmic)
    ax.set_xlabel(names[0], color=COLOURS[names[0]], weight="bold")
    ax.set_ylabel(names[1], color=COLOURS[names[1]], weight="bold", rotation=0)
    return drawing
