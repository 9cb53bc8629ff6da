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
        ("terms", "multiplied out: terms", "target", "s"),
        ("written_out", "written out: operations", "w", "o"),
        ("backpropagation", "bptt, all four derivatives: operations", "back", "D"),
        ("shared", "written out, repeated parts shared: operations", "u", "^"),
    )
    for field, label, colour, mark in lines:
        ax.plot(steps, [getattr(size, field) for size in sizes], mark + "-", color=COLOURS[colour], label=label)
    ax.set(yscale="log", xlabel="steps T", ylabel="size of dE/dw")
    ax.set_xticks(list(steps))
    ax.legend(fontsize=9)
