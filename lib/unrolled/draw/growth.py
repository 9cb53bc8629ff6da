"""How long a derivative becomes when it is written out, step by step."""

from .style import COLOURS


def draw_growth(ax, sizes):
    """Draw the sizes of dE/dw against the number of steps, on an Axes with a logarithmic scale.

    Args:
        ax: the Axes.
        sizes: `unrolled.symbolic.Growth` for 1, 2, .. steps.
    """
    steps = range(1, len(sizes) + 1)
    lines = (
        ("written_out", "written out: operations", "w", "o"),
        ("terms", "multiplied out: terms", "target", "s"),
        ("shared", "shared parts: operations", "u", "^"),
        ("backpropagation", "bptt: operations, all four derivatives", "back", "D"),
    )
    for field, label, colour, mark in lines:
        ax.plot(steps, [getattr(size, field) for size in sizes], mark + "-", color=COLOURS[colour], label=label)
    ax.set(yscale="log", xlabel="steps T", ylabel="size of dE/dw")
    ax.set_xticks(list(steps))
    ax.grid(alpha=0.3)
    ax.legend(fontsize=9)
