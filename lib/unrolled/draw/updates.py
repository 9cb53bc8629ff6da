"""When the weights move: a time line for each of the ways."""

from .style import COLOURS

WAYS = {
    "whole sequence": (6, 6),
    "every 3 steps, 3 back": (3, 3),
    "every step, 3 back": (1, 3),
    "every step, 1 back": (1, 1),
}


def schedules(ax, steps=6):
    """Draw over which steps each way carries errors back, and when it moves the weights.

    A filled dot is an error that is new, a dashed arrow the way on which it goes back; a diamond is an update
    of the weights. The last row carries derivatives forward (real-time recurrent learning) and looks back nowhere.

    Args:
        ax: the Axes.
        steps: length of the sequence, at least 6.
    """
    for row, (name, (every, back)) in enumerate(WAYS.items()):
        _row(ax, -row, name, steps)
        every, back = (steps, steps) if every == 6 else (every, back)
        for end in range(every, steps + 1, every):
            # Arrows that overlap get levels of their own.
            level = end % back if every == 1 else 0
            _way_back(ax, range(end - every + 1, end + 1), max(end - back, 0) + 0.55, -row + 0.25 + 0.12 * level)
            _update(ax, end, -row)
    last = -len(WAYS)
    _row(ax, last, "every step, RTRL", steps)
    for t in range(1, steps + 1):
        ax.annotate("", (t - 0.12, last + 0.25), (t - 0.88, last + 0.25),
                    arrowprops={"arrowstyle": "->", "color": COLOURS["w"], "lw": 1.6})  # fmt: skip
        _update(ax, t, last)
    ax.set(xlim=(-2.6, steps + 0.6), ylim=(last - 0.35, 0.5))
    ax.axis("off")


def _row(ax, y, name, steps):
    ax.text(-0.25, y, name, ha="right", va="center", fontsize=10)
    ax.plot([0, steps + 0.3], [y, y], color=COLOURS["faint"], lw=1.2, zorder=0)
    for t in range(1, steps + 1):
        ax.plot([t], [y], "o", ms=13, mfc="white", mec=COLOURS["w"], mew=1.4)
        ax.text(t, y, str(t), ha="center", va="center_baseline", fontsize=8.5)


def _way_back(ax, errors, reach, y):
    ax.annotate("", (reach, y), (max(errors), y),
                arrowprops={"arrowstyle": "->", "color": COLOURS["back"], "lw": 1.5, "ls": (0, (3, 1.5)),
                            "shrinkA": 0, "shrinkB": 0})  # fmt: skip
    ax.plot(errors, [y] * len(errors), "o", ms=4.5, color=COLOURS["back"])


def _update(ax, t, y):
    ax.plot([t + 0.32], [y], "D", ms=7, color=COLOURS["target"], zorder=3)
