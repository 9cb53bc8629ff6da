"""The cliff of Pascanu, Mikolov and Bengio (2013), figure 6, computed; and the map that explains it.

The network there has no input: z_t = w sigma(z_{t-1}) + b, with z_0 = 0.5, 50 steps, and the error
(sigma(z_50) - 0.7)^2. It is our network with inputs of 1, v = b, u = 1 and s = sigma(0.5).
"""

import numpy as np
from matplotlib.colors import LogNorm

from ..longrange import last_error, last_error_gradient, saddle_nodes, wall
from ..rnn import Weights, sigma
from .style import COLOURS

START, TARGET, STEPS = 0.5, 0.7, 50
INPUTS = [1.0] * STEPS
NEAR, FAR = (4.5, 5.5, -3.0, -1.9), (4.0, 6.0, -3.4, -1.6)
"""Ranges of w and b: that of the paper's figure, and a wider one."""


def cliff_weights(w, b):
    """Return the `Weights` with which our network is the one of the figure; w and b numbers or arrays."""
    w, b = (value if np.ndim(value) else float(value) for value in (w, b))
    return Weights(u=1.0, v=b, w=w, s=sigma(START))


def cliff_error(point):
    """Return the error at a point (w, b)."""
    w, b = point
    return last_error(cliff_weights(w, b), INPUTS, TARGET)


def cliff_gradient(point):
    """Return the array (dE/dw, dE/db) at a point (w, b)."""
    w, b = point
    gradient = last_error_gradient(cliff_weights(w, b), INPUTS, TARGET)
    return np.array([gradient.w, gradient.v])


def cliff_grid(window=NEAR, points=161):
    """Return W, B and the errors E over a grid, arrays of shape (points, points)."""
    w, b = np.linspace(*window[:2], points), np.linspace(*window[2:], points)
    W, B = np.meshgrid(w, b)
    return W, B, cliff_error((W, B))


def cliff_contours(ax, window=NEAR, points=161):
    """Draw the error as filled contours, and the line on which the wall should stand."""
    W, B, E = cliff_grid(window, points)
    levels = np.geomspace(1e-4, 0.5, 24)
    ax.contourf(W, B, np.maximum(E, levels[0]), levels, norm=LogNorm(levels[0], 40), cmap="Greys")
    ax.plot(W[0], wall(W[0], START), color=COLOURS["back"], ls=(0, (4, 2)), lw=1.6, label=r"$b=z_0-w\,\sigma(z_0)$")
    ax.set(xlim=window[:2], ylim=window[2:], xlabel="$w$", ylabel="$b$")


def cliff_surface(ax, paths=(), window=NEAR, points=81):
    """Draw the error as a surface on a 3-D Axes, with paths of (w, b) on it.

    Args:
        ax: an Axes with projection="3d".
        paths: one or two pairs (points, colour), the first drawn larger so that both are seen; points of shape
            (steps, 2). What leaves the window is not drawn.
        window: the range of w and b.
        points: of the grid, each way.
    """
    W, B, E = cliff_grid(window, points)
    ax.plot_surface(W, B, E, cmap="Greys", vmin=-0.25, vmax=0.9, rstride=1, cstride=1, lw=0, antialiased=False)
    edge = wall(W[0], START)
    inside = (edge > window[2]) & (edge < window[3])
    ax.plot(W[0][inside], edge[inside], 0.36, color=COLOURS["back"], ls=(0, (4, 2)), zorder=6)
    for size, (steps, colour) in zip((7, 3), paths, strict=False):
        w, b = np.asarray(steps).T
        # matplotlib cannot tell what a surface hides, so points are drawn over it, and without joining lines.
        seen = (w >= window[0]) & (w <= window[1]) & (b >= window[2]) & (b <= window[3])
        ax.plot(w[seen], b[seen], cliff_error((w[seen], b[seen])) + 0.006, "o", ms=size, color=colour, zorder=5)
    ax.set(xlabel="$w$", ylabel="$b$")
    ax.set_title("error $E$", loc="center", fontsize=10)
    ax.view_init(elev=40, azim=35)


def bifurcation(ax, w=5.0, bias=(-3.2, -1.8)):
    """Draw the fixed points of z -> w sigma(z) + b against b: solid where they attract, dashed where not."""
    z = np.linspace(-3.5, 3.5, 1401)
    b = z - w * sigma(z)
    (upper, first), (lower, last) = saddle_nodes(w)
    for part, style in ((z <= lower, "-"), ((z >= lower) & (z <= upper), "--"), (z >= upper, "-")):
        ax.plot(b[part], z[part], style, color=COLOURS["w"], lw=2.2 if style == "-" else 1.6)
    ax.plot([first, last], [upper, lower], "s", color=COLOURS["ink"], ms=7)
    ax.axhline(START, color=COLOURS["s"], lw=1, ls=":")
    ax.plot([wall(w, START)], [START], "o", color=COLOURS["back"], ms=9)
    ax.set(xlim=bias, ylim=(-3.3, 3.3), xlabel="$b$", ylabel="fixed points $z$")


def cobweb(start, w, b, steps=STEPS):
    """Return the corners, x and y, of the staircase between the map z -> w sigma(z) + b and the diagonal."""
    x, y, z = [start], [start], start
    for _ in range(steps):
        after = w * sigma(z) + b
        x += [z, after]
        y += [after, after]
        z = after
    return x, y
