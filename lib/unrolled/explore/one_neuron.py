"""Live figure: one neuron, its local slopes, and the derivatives that they multiply to."""

from ..draw.neuron import NeuronDrawing
from ..draw.style import COLOURS, number
from ..neuron import neuron
from .base import LiveFigure, slider


class OneNeuron(LiveFigure):
    """The chain x, z, h, p, E with a slider for x, the weights v and u, and the target y."""

    title = "One neuron, there and back"
    size = (9.0, 4.5)

    def __init__(self):
        super().__init__([
            {
                "x": slider("x", 1.0, -2, 2, 0.05, COLOURS["v"], "the input", "210px"),
                "v": slider("v", 1.2, -6, 6, 0.05, meaning="the input weight", width="210px"),
                "u": slider("u", 1.5, -3, 3, 0.05, meaning="the output weight", width="210px"),
                "y": slider("y", 0.4, -2, 2, 0.05, COLOURS["target"], "the target", "210px"),
            }
        ])  # fmt: skip

    def prepare(self, figure, **state):
        """Make the chain, the curve and the lines of numbers."""
        self.drawing = NeuronDrawing(figure)
        return self.drawing.moving

    def update(self, x, v, u, y):
        """Fill in the numbers and say what they mean."""
        now = neuron(x, v, u, y)
        self.drawing.show(now, v, u, y)
        more = "grow" if now.dE_dv < 0 else "shrink"
        words = (
            f"The neuron predicts {number(now.values['p'])} for the target {number(y)}; E = "
            f"{number(now.values['E'])}. ∂E/∂v = {number(now.dE_dv)} and ∂E/∂u = {number(now.dE_du)}. "
        )
        if abs(now.dE_dv) < 0.0005:
            zeros = {"2(p − y)": now.slopes["E"], "u": u, "σ′(z)": now.slopes["h"], "x": x}
            smallest = min(zeros, key=lambda name: abs(zeros[name]))
            return words + f"Almost nothing reaches v: the factor {smallest} = {number(zeros[smallest])} stops it."
        words += f"To make E smaller, v should {more}. "
        if now.slopes["h"] < 0.02:
            words += (
                f"The sigmoid is flat here: its slope {number(now.slopes['h'])} makes what reaches v "
                f"{number(1 / now.slopes['h'])} times smaller."
            )
        return words
