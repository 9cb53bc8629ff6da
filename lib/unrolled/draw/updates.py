"""When the weights move: a time line for each of the ways."""

from .style import COLOURS

WAYS = {
    "whole sequence": (6, 6),
    "every 3 steps, 3 back": (3, 3),
    "every step, 3 back": (1, 3),
    "every step, 1 back": (1, 1),
}


def schedules(ax, steps=6):
    """Draw which steps each way looks back over, and when it moves the weights.

    Solid arrows lead forward; dashed arcs show how far the newest errors are carried back; a diamond is a change
    of the weights. The last row carries derivatives forward (real-time recurrent learning) and looks back nowhere.

    Args:
        ax: the Axes.
        steps: length of the sequence, at least 6.
    """
    for row, (name, (every, back)) in enumerate(WAYS.items()):
        _row(ax, -row, name, steps)
        every, back = (steps, steps) if every == 6 else (every, back)
        for end in range(every, steps + 1, every):
            reach = max(end - back, 0)
            _arc(ax, end, reach + 0.55, -row)
            _change(ax, end, -row)
    last = -len(WAYS)
    _row(ax, last, "every step, RTRL", steps)
    for t in range(1, steps + 1):
        ax.annotate("", (t - 0.12, last + 0.24), (t - 0.88, last + 0.24),
                    arrowprops={"arrowstyle": "->", "color": COLOURS["v"], "lw": 1.6})  # fmt: skip
        _change(ax, t, last)
    ax.set(xlim=(-2.6, steps + 0.6), ylim=(last - 0.35, 0.85))
    ax.axis("off")


def _row(ax, y, name, steps):
    ax.text(-0.25, y, name, ha="right", va="center", fontsize=10)
    ax.plot([0, steps + 0.3], [y, y], color=COLOURS["faint"], lw=1.2, zorder=0)
    for t in range(1, steps + 1):
        ax.plot([t], [y], "o", ms=13, mfc="white", mec=COLOURS["w"], mew=1.4)
        ax.text(t, y, str(t), ha="center", va="center_baseline", fontsize=8.5)


def _arc(ax, start, end, y):
    ax.annotate("", (end, y + 0.16), (start, y + 0.18), arrowprops={
        "arrowstyle": "->", "color": COLOURS["back"], "lw": 1.5, "ls": (0, (4, 2)),
        "connectionstyle": f"arc3,rad={0.42 if start - end < 1 else 0.22 if start - end < 3 else 0.13}",
    })  # fmt: skip


def _change(ax, t, y):
    ax.plot([t + 0.32], [y], "D", ms=7, color=COLOURS["target"], zorder=3)
