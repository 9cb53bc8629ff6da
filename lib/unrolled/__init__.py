"""Unrolled: from the chain rule to backpropagation through time.

The model is in `unrolled.rnn`, its gradient in `unrolled.gradients`; the names below are what the notebooks
use most. Pictures are in `unrolled.draw`, live figures in `unrolled.explore`.
"""

from .gradients import bptt, central_difference, complex_step, rtrl, truncated_bptt
from .rnn import Unrolled, Weights, error, sequence_pairs, sigma, unroll

__all__ = [
    "Unrolled",
    "Weights",
    "bptt",
    "central_difference",
    "complex_step",
    "error",
    "rtrl",
    "sequence_pairs",
    "sigma",
    "truncated_bptt",
    "unroll",
]
