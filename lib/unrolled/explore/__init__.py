"""Live figures: ipywidgets around the pictures of `unrolled.draw`."""

from .backpropagation import BackpropagationSteps
from .base import LiveFigure
from .cliff import Cliff
from .gradient_through_time import GradientThroughTime
from .truncation import Truncation
from .unrolled_network import UnrolledNetwork

__all__ = ["BackpropagationSteps", "Cliff", "GradientThroughTime", "LiveFigure", "Truncation", "UnrolledNetwork"]
