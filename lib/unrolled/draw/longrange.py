"""The cliff of Pascanu, Mikolov and Bengio (2013), figure 6, computed; and the rule that explains it.

The network there has no input: z_t = w sigma(z_{t-1}) + b, with z_0 = 0.5, 50 steps, and the error
(sigma(z_50) - 0.7)^2. It is our network with inputs of 1, v = b, u = 1 and s = sigma(0.5).
"""

import numpy as np
from matplotlib.colors import LogNorm

from ..longrange import last_error, last_error_gradient, saddle_nodes, wall
from ..rnn import Weights, sigma
from .style import COLOURS
from .surface import HEIGHTS

START, TARGET, STEPS = 0.5, 0.7, 50
INPUTS = [1.0] * STEPS
NEAR, FAR = (4.5, 5.5, -3.0, -1.9), (4.0, 6.0, -3.4, -1.6)
"""Ranges of w and b: that of the paper's figure, and a wider one."""
RANGE = 1e-4, 0.5
"""Errors from the darkest colour to the lightest."""


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
    """Draw the error as filled contours, dark where it is low, and the line on which the wall should stand.

    Returns:
        What a colour bar needs.
    """
    W, B, E = cliff_grid(window, points)
    filled = ax.contourf(W, B, np.clip(E, *RANGE), np.geomspace(*RANGE, 24), norm=LogNorm(*RANGE), cmap=HEIGHTS)
    ax.plot(W[0], wall(W[0], START), color=COLOURS["back"], ls=(0, (4, 2)), lw=1.8, label=r"$b=z_0-w\,\sigma(z_0)$")
    ax.set(xlim=window[:2], ylim=window[2:], xlabel="$w$", ylabel="$b$")
    return filled


def cliff_surface(ax, paths=(), window=NEAR, points=101):
    """Draw the error as a surface on a 3-D Axes, in the colours of `cliff_contours`, seen from its low side.

    Args:
        ax: an Axes with projection="3d".
        paths: pairs (points of shape (steps, 2), colour) of runs that stay on the low side or are thrown out of
            the window. What leaves it is not drawn.
        window: the range of w and b.
        points: of the grid, each way.
    """
    W, B, E = cliff_grid(window, points)
    norm = LogNorm(*RANGE, clip=True)
    # The face between four points has the colour of their middle height: the wall has one of its own.
    middle = (E[1:, 1:] + E[1:, :-1] + E[:-1, 1:] + E[:-1, :-1]) / 4
    ax.plot_surface(W, B, E, facecolors=HEIGHTS(norm(middle)), rstride=1, cstride=1, lw=0, antialiased=False)
    for width, (steps, colour) in zip((4, 0.8), paths, strict=False):
        w, b = np.asarray(steps)[_seen(steps, window)].T
        # matplotlib cannot tell what a surface hides: draw over it.
        ax.plot(w, b, cliff_error((w, b)) + 0.006, color=colour, lw=width, zorder=5)
    ax.set(xlabel="$w$", ylabel="$b$", zticks=[0, 0.2, 0.4])
    ax.set_title("error $E$", loc="center", fontsize=10)
    ax.view_init(elev=32, azim=50)


def cliff_paths(ax, paths, window=NEAR):
    """Draw runs of descent over `cliff_contours`; where one is thrown out of the picture, an arrow says where to.

    Args:
        ax: the Axes.
        paths: triples (points of shape (steps, 2), colour, label).
        window: the range of w and b that is drawn.
    """
    for points, colour, label in paths:
        points = np.asarray(points)
        ax.plot(*points.T, color="white", lw=4, alpha=0.8)
        ax.plot(*points.T, "o-", color=colour, ms=4, mec="white", mew=0.4, lw=1.6, label=label)
        last, seen = points[-1], _seen(points, window)
        if not seen[-1]:
            before = points[np.flatnonzero(seen)[-1]]
            away = (last - before) / np.abs(last - before).max()
            ax.annotate(f"thrown to\n({last[0]:.0f}, {last[1]:.0f})", before + 0.36 * away, ha="center", fontsize=9,
                        color=COLOURS["ink"], bbox={"fc": "white", "ec": "none", "alpha": 0.8, "pad": 1.5})  # fmt: skip
    ax.plot(*paths[0][0][0], "*", color=COLOURS["ink"], ms=13, mec="white")


def _seen(points, window):
    """Return which of the points lie in the window."""
    w, b = np.asarray(points).T
    return (w >= window[0]) & (w <= window[1]) & (b >= window[2]) & (b <= window[3])


def staircase(ax, w, b, span=4.0):
    """Draw the rule z -> w sigma(z) + b, the diagonal, and the staircase of its 50 rounds from z_0 = 0.5.

    Up or down to the curve: one round. Across to the diagonal: its result becomes the next input.
    """
    z = np.linspace(-span, span, 161)
    ax.plot(z, z, color=COLOURS["faint"], lw=1.2)
    ax.plot(z, w * sigma(z) + b, color=COLOURS["w"], lw=1.8)
    x, y = cobweb(START, w, b)
    ax.plot(x, y, color=COLOURS["back"], lw=1)
    ax.plot([START], [START], "*", color=COLOURS["ink"], ms=11)
    ax.plot(x[-1:], y[-1:], "o", color=COLOURS["back"], ms=7)
    title = f"w = {w:g}, b = {b:g}".replace("-", "−")
    ax.set(xlim=(-span, span), ylim=(-span, span), xlabel="$z_{t-1}$", ylabel="$z_t$", title=title)


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
    for at, z_at, text in ((-2.2, 2.75, "attracts"), (-3.1, -2.35, "attracts"), (-2.46, 0.0, "repels")):
        ax.text(at, z_at, text, color=COLOURS["w"])
    ax.text(bias[0] + 0.03, START + 0.12, "start $z_0 = 0.5$", color=COLOURS["s"])
    ax.text(wall(w, START) + 0.03, START + 0.12, "the wall", color=COLOURS["back"])
    ax.set(xlim=bias, ylim=(-3.3, 3.3), xlabel="$b$", ylabel="fixed points $z$")


def cobweb(start, w, b, steps=STEPS):
    """Return the corners, x and y, of the staircase between the rule z -> w sigma(z) + b and the diagonal."""
    x, y, z = [start], [start], start
    for _ in range(steps):
        after = w * sigma(z) + b
        x += [z, after]
        y += [after, after]
        z = after
    return x, y


def clipping(ax, gradients, limit=1.0):
    """Draw gradients of two weights, and what is left of each when it is clipped by length and by value.

    Args:
        ax: the Axes.
        gradients: pairs of numbers, each longer than the limit.
        limit: the longest length, and the largest part.
    """
    turn = np.linspace(0, 2 * np.pi, 121)
    ax.plot(limit * np.cos(turn), limit * np.sin(turn), color=COLOURS["u"], lw=1, ls=":")
    square = limit * np.array([[1, 1], [-1, 1], [-1, -1], [1, -1], [1, 1]])
    ax.plot(*square.T, color=COLOURS["bad"], lw=1, ls=":")
    for k, gradient in enumerate(map(np.asarray, gradients)):
        by_length = gradient * limit / np.hypot(*gradient)
        by_value = np.clip(gradient, -limit, limit)
        for end, colour, label, wide in (
            (gradient, "faint", "gradient", 2),
            (by_length, "u", "clipped by length", 4.5),
            (by_value, "bad", "clipped by value", 2),
        ):
            ax.plot([0, end[0]], [0, end[1]], color=COLOURS[colour], lw=wide, label=None if k else label, zorder=2 + k)
            ax.plot(*end, "o", color=COLOURS[colour], ms=2 + wide, zorder=3 + k)
    ax.set(aspect="equal", xlabel="first part", ylabel="second part")
