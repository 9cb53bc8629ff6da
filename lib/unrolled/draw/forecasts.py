"""Pictures of forecasts: sequence and parts, scores seed by seed, error against horizon, learning curves.

All functions take a matplotlib Axes first. Times are the sequence's own (years, say), one for each value.
"""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import MaxNLocator

from .style import COLOURS, tint

STATES = LinearSegmentedColormap.from_list("states", [COLOURS["u"], "#f4f4f4", COLOURS["w"]])
"""Hidden states from -1 (blue) over 0 (nearly white) to 1 (vermilion)."""

PARTS = {"train": "training", "validation": "validation", "test": "test"}


def mark_parts(ax, split, times, names=True):
    """Shade the validation and the test part, name all three along the top edge; return the artists."""
    first, last = ax.get_xlim()
    artists = []
    for part in PARTS:
        indices = split.part(part)
        start, end = times[indices[0]] - 0.5, times[indices[-1]] + 0.5
        if part != "train":
            shade = tint(COLOURS["s"], 0.07 if part == "validation" else 0.17)
            artists.append(ax.axvspan(start, end, color=shade, lw=0, zorder=0))
        left, right = max(start, first), min(end, last)
        if names and right - left > 0.1 * (last - first):
            name = ax.text(
                (left + right) / 2, 0.97, PARTS[part], transform=ax.get_xaxis_transform(),
                ha="center", va="top", fontsize=9, color="#555555",
            )  # fmt: skip
            artists.append(name)
    ax.set_xlim(first, last)
    return artists


def draw_sequence(ax, split, times, unit=""):
    """Draw the whole sequence with its three parts."""
    ax.set_xlim(times[0] - 1, times[-1] + 1)
    ax.plot(times, split.values, color=COLOURS["target"], lw=1.2)
    ax.set_ylim(split.values.min(), split.values.max() + 0.2 * np.ptp(split.values))
    ax.set_ylabel(unit)
    mark_parts(ax, split, times)


def draw_scores(ax, groups, lines, unit=""):
    """Draw one dot a network, grouped, over horizontal lines for the rules without a network.

    Args:
        ax: the Axes.
        groups: maps a number of neurons to its errors, one for each seed.
        lines: maps a rule's name to its error.
        unit: of the errors.
    """
    for place, (_, errors) in enumerate(groups.items()):
        spread = np.linspace(-0.18, 0.18, len(errors))
        ax.plot(place + spread, sorted(errors), "o", color=COLOURS["u"], ms=6, alpha=0.75)
        ax.hlines(np.median(errors), place - 0.3, place + 0.3, color=COLOURS["ink"], lw=2)
    end = len(groups) - 0.45
    heights = spread_out(lines.values(), 0.045 * (max(map(max, groups.values())) - min(lines.values()) + 10))
    for (name, error), height in zip(lines.items(), heights, strict=True):
        ax.axhline(error, color=COLOURS["faint"], lw=1, zorder=0)
        ax.annotate(
            f"{name}  {error:.1f}", (end, error), (end + 0.15, height), va="center", fontsize=9.5,
            annotation_clip=False, arrowprops={"arrowstyle": "-", "color": COLOURS["faint"], "lw": 0.8},
        )  # fmt: skip
    ax.set_xticks(range(len(groups)), groups)
    ax.yaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10]))
    ax.set_xlim(-0.5, end)
    ax.set_xlabel("neurons; each dot is one seed, each bar the median")
    ax.set_ylabel(f"error on the test part ({unit})" if unit else "error on the test part")


def draw_horizons(ax, steps, curves, ranges, unit=""):
    """Draw error against the number of steps ahead.

    Args:
        ax: the Axes.
        steps: the numbers of steps, the abscissa.
        curves: maps a rule's name to its errors, one for each of steps.
        ranges: maps a group's name to errors of shape (seeds, len(steps)): drawn as median and range.
        unit: of the errors.
    """
    styles = ["-", "--", "-.", ":"]
    for index, (name, errors) in enumerate(curves.items()):
        ax.plot(steps, errors, styles[index % 4], color=COLOURS["s"], lw=1.5, label=name)
    for (name, errors), colour in zip(ranges.items(), (COLOURS["w"], COLOURS["u"]), strict=False):
        ax.fill_between(steps, np.min(errors, axis=0), np.max(errors, axis=0), color=tint(colour, 0.25), lw=0)
        ax.plot(steps, np.median(errors, axis=0), "o-", ms=4, color=colour, label=name)
    ax.set_xlabel("steps ahead")
    ax.set_ylabel(f"error on the test part ({unit})" if unit else "error on the test part")
    ax.set_ylim(bottom=0)
    ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))


def draw_next(ax, split, models):
    """Draw each value of the test part against the one before it: as it came, and as each model predicts it.

    Args:
        ax: the Axes.
        split: `unrolled.forecast.Split`.
        models: maps a name to a model, at most three.
    """
    test = split.part("test")
    before = split.values[test - 1]
    ax.plot(before, split.values[test], "D", color=COLOURS["target"], ms=5, label="what came next")
    marks = (("_", "s"), ("x", "w"), ("o", "u"))
    for (name, model), (mark, colour) in zip(models.items(), marks, strict=False):
        ax.plot(before, model.ahead(split.values, 1)[test - 1, 0], mark, color=COLOURS[colour], ms=5, label=name)
    ax.set_xlabel("a value")
    ax.set_ylabel("the next value")
    ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))


def draw_learning(ax, fit, test=None):
    """Draw training and validation error against iterations, and mark the iteration whose weights are kept."""
    iterations = np.arange(len(fit.errors))
    for column, colour, style, name in ((0, "ink", "-", "training"), (1, "v", "--", "validation")):
        ax.plot(iterations, fit.errors[:, column], style, color=COLOURS[colour], label=name)
    if test is not None:
        ax.plot(iterations, test, ":", color=COLOURS["bad"], label="test")
    last = max(len(fit.errors) - 1, 1)
    ax.axvline(fit.iteration, color=COLOURS["s"], lw=1, ls=":", zorder=0)
    right = fit.iteration > 0.5 * last
    ax.annotate(
        "weights kept", (fit.iteration, 0.97), (-4 if right else 4, 0), xycoords=ax.get_xaxis_transform(),
        textcoords="offset points", ha="right" if right else "left", va="top", fontsize=9, color="#555555",
    )  # fmt: skip
    ax.set_xlim(0, last)
    validation = fit.errors[:, 1]
    ax.set_ylim(0, max(2.2 * validation.min(), 1.1 * validation[validation.argmin() :].max()))
    ax.set_xlabel("iteration")
    ax.set_ylabel("error")
    ax.legend(loc="lower left", fontsize=9, ncols=2)


def spread_out(heights, gap):
    """Return the heights moved apart, in their order, so that neighbours are at least gap from each other."""
    heights = np.array(list(heights), dtype=float)
    order = np.argsort(heights)
    placed = heights[order]
    for _ in range(100):
        close = np.diff(placed) < gap - 1e-9
        if not close.any():
            break
        for i in np.flatnonzero(close):
            middle = placed[i : i + 2].mean()
            placed[i : i + 2] = middle - gap / 2, middle + gap / 2
    result = np.empty_like(placed)
    result[order] = placed
    return result
