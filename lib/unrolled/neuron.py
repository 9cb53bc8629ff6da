"""One neuron without memory, as a chain x -> z -> h -> p -> E, and the chain rule along it.

    z = v x      h = sigma(z)      p = u h      E = (y - p)^2

The slope of E by any of them is the product of the local slopes on the way back from E; `neuron` forms it once,
going back, and uses each product again for the next.
"""

from typing import NamedTuple

from .rnn import sigma


class Neuron(NamedTuple):
    """The numbers of one neuron, forward and back; `slopes` and `back` run from x to E."""

    values: dict  #: of x, z, h, p and E
    slopes: dict  #: of each quantity by the one before it: z, h, p and E
    back: dict  #: dE by each of x, z, h, p
    dE_dv: float
    dE_du: float


def neuron(x, v, u, y):
    """Run one neuron and go back through it.

    Args:
        x: the input.
        v: the input weight.
        u: the output weight.
        y: the target, in the units of u.

    Returns:
        `Neuron`; all values are floats.
    """
    z = v * x
    h = sigma(z)
    p = u * h
    values = {"x": x, "z": z, "h": h, "p": p, "E": (y - p) ** 2}
    slopes = {"z": v, "h": h * (1 - h), "p": u, "E": 2 * (p - y)}
    back, flow = {}, 1.0
    for before, after in zip("phzx", "Ephz", strict=True):
        flow *= slopes[after]
        back[before] = flow
    return Neuron(values, slopes, back, back["z"] * x, back["p"] * h)
