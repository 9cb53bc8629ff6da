"""Live figures: ipywidgets around the pictures of `unrolled.draw`."""

from .all_directions import AllDirections
from .backpropagation import BackpropagationSteps
from .base import LiveFigure
from .chain_rule import ChainRule
from .error_surface import ErrorSurface
from .one_hill import OneHill
from .one_neuron import OneNeuron
from .paths import Paths
from .race import Race
from .two_errors import TwoErrors
from .unrolled_network import UnrolledNetwork

__all__ = [
    "AllDirections",
    "BackpropagationSteps",
    "ChainRule",
    "ErrorSurface",
    "LiveFigure",
    "OneHill",
    "OneNeuron",
    "Paths",
    "Race",
    "TwoErrors",
    "UnrolledNetwork",
]
