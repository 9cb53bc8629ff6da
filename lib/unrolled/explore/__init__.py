"""Live figures: ipywidgets around the pictures of `unrolled.draw`."""

from .backpropagation import BackpropagationSteps
from .base import LiveFigure
from .unrolled_network import UnrolledNetwork

__all__ = ["BackpropagationSteps", "LiveFigure", "UnrolledNetwork"]
