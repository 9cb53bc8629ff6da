"""Live figure: every path from an error back to a copy of a weight, one at a time or together."""

import ipywidgets as widgets

from ..data import TOY
from ..draw.style import number
from ..gradients import bptt
from ..rnn import sequence_pairs
from .base import LiveFigure
from .sequence import chosen_weights, weight_sliders

SEQUENCE = (*TOY, 0.6)
"""The toy sequence, with one more number for those who want longer paths."""

SHOW = ["this path", "all paths to this copy", "all paths from this error", "all paths"]


def chosen_paths(t, k, show, steps):
    """Return the pairs (error, copy) that a choice of the figure means, whether or not a path joins them."""
    errors = [t] if show in ("this path", "all paths from this error") else range(1, steps + 1)
    copies = [k] if show in ("this path", "all paths to this copy") else range(1, steps + 1)
    return {(of, at) for of in errors for at in copies}


class Paths(LiveFigure):
    """Choose an error E_t and a copy of a weight; the path between them lights up, with its factors.

    The table below holds the share of every path. Its columns add up to what each copy contributes, and all
    of it to the derivative of the shared weight.
    """

    title = "Paths back through time"
    size = (9.0, 5.3)

    def __init__(self):
        choose = {
            "letter": widgets.ToggleButtons(
                options=["w", "v", "u"], tooltips=[f"copies of {name}" for name in "wvu"],
                style={"button_width": "38px"}, layout={"width": "135px"},
            ),
            "t": _steps_slider("error t", 3, meaning="the error E_t from which the path starts"),
            "k": _steps_slider("copy k", 1, meaning="the copy of the weight at which it ends"),
            "show": widgets.Dropdown(
                options=SHOW, description="show", tooltip="which paths to light", layout={"width": "255px"},
                style={"description_width": "3em"},
            ),
        }  # fmt: skip
        more = weight_sliders() | {"steps": _steps_slider("steps", 3, low=2, meaning="length of the sequence")}
        more["steps"].max = len(SEQUENCE) - 1
        more["steps"].observe(lambda change: self._fit(change["new"]), "value")
        super().__init__([choose, more])

    @property
    def state(self):
        """The value of each control; no error and no copy beyond the last step, which another thread may just move."""
        state = super().state
        return state | {name: min(state[name], state["steps"]) for name in "tk"}

    def set(self, **values):
        """Set controls by name; another number of steps comes first, since it bounds the choice of t and k."""
        first = {name: values.pop(name) for name in ("steps",) if name in values}
        super().set(**first, **values)

    def _fit(self, steps):
        """Let the two choices reach the last step and no further."""
        with self.together():
            for name in "tk":
                self.controls[name].max = steps

    def prepare(self, figure, **state):
        """Make the network, the table and the lines of factors."""
        from ..draw.paths import PathsDrawing  # not above: it loads SymPy, for which all other figures would wait

        self.drawing = PathsDrawing(figure)
        return self.drawing.moving

    def background(self, letter, t, k, show, steps, **_):
        """All but the numbers depends on the choice of paths."""
        return letter, t, k, show, steps

    def arrange(self, letter, t, k, show, steps, **_):
        """Place network and table, and light the chosen paths."""
        self.drawing.arrange(steps, letter, chosen_paths(t, k, show, steps))

    def update(self, letter, t, k, show, steps, **state):
        """Write the numbers and say what the chosen paths contribute."""
        weights = chosen_weights(state)
        x, y = sequence_pairs(SEQUENCE[: steps + 1])
        shares = self.drawing.show(weights, x, y)
        lit = sorted(self.drawing.chosen)
        whole = getattr(bptt(weights, x, y), letter)
        copy = f"{letter}<sub>{k}</sub>"
        if not lit:
            why = "depends only on the copy of its own step" if letter == "u" else "was made before that copy is used"
            return f"There is no path from E<sub>{t}</sub> to {copy}: the error of step {t} {why}. The share is 0."
        total, count = number(sum(shares[key] for key in lit)), len(lit)
        end = f"Together, all {len(shares)} paths give ∂E/∂{letter} = {number(whole)}."
        if count == 1:
            ((of, at),) = lit
            return (
                f"The path from E<sub>{of}</sub> to {letter}<sub>{at}</sub> goes {of - at} "
                f"{'step' if of - at == 1 else 'steps'} back in time. Its factors multiply to {total}. {end}"
            )
        if show == "all paths":
            return f"All {count} paths are lit. Their products add up to ∂E/∂{letter} = {total}."
        if show == "all paths to this copy":
            return f"{count} paths end in the copy {copy}. They add up to ∂E/∂{copy} = {total}. {end}"
        error = f"E<sub>{t}</sub>"
        return f"{count} paths begin at {error}. They add up to ∂{error}/∂{letter} = {total}. {end}"


def _steps_slider(name, start, low=1, meaning=""):
    return widgets.IntSlider(
        value=start, min=low, max=3, description=name, tooltip=meaning, layout={"width": "215px"},
        style={"description_width": "3.6em"},
    )  # fmt: skip
