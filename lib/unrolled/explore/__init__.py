"""Live figures: ipywidgets around the pictures of `unrolled.draw`."""

from .backpropagation import BackpropagationSteps
from .base import LiveFigure
from .chain_rule import ChainRule
from .one_neuron import OneNeuron
from .paths import Paths
from .reader import SequenceReader
from .unrolled_network import UnrolledNetwork

__all__ = [
    "BackpropagationSteps",
    "ChainRule",
    "LiveFigure",
    "OneNeuron",
    "Paths",
    "SequenceReader",
    "UnrolledNetwork",
]
