"""Live figures: ipywidgets around the pictures of `unrolled.draw`."""

from .all_directions import AllDirections
from .backpropagation import BackpropagationSteps
from .base import LiveFigure
from .chain_rule import ChainRule
from .cliff import Cliff
from .error_surface import ErrorSurface
from .gradient_through_time import GradientThroughTime
from .one_hill import OneHill
from .one_neuron import OneNeuron
from .paths import Paths
from .race import Race
from .reader import SequenceReader
from .truncation import Truncation
from .two_errors import TwoErrors
from .unrolled_network import UnrolledNetwork
from .whole_story import WholeStory

__all__ = [
    "AllDirections",
    "BackpropagationSteps",
    "ChainRule",
    "Cliff",
    "ErrorSurface",
    "GradientThroughTime",
    "LiveFigure",
    "OneHill",
    "OneNeuron",
    "Paths",
    "Race",
    "SequenceReader",
    "Truncation",
    "TwoErrors",
    "UnrolledNetwork",
    "WholeStory",
]
