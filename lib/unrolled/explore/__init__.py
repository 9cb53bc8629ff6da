"""Live figures: ipywidgets around the pictures of `unrolled.draw`."""

from .backpropagation import BackpropagationSteps
from .base import LiveFigure
from .chain_rule import ChainRule
from .cliff import Cliff
from .gradient_through_time import GradientThroughTime
from .one_neuron import OneNeuron
from .paths import Paths
from .reader import SequenceReader
from .truncation import Truncation
from .unrolled_network import UnrolledNetwork

__all__ = [
    "BackpropagationSteps",
    "ChainRule",
    "Cliff",
    "GradientThroughTime",
    "LiveFigure",
    "OneNeuron",
    "Paths",
    "SequenceReader",
    "Truncation",
    "UnrolledNetwork",
]
