"""Two errors of one sigmoid output p = sigma(z) whose target is y, from 0 to 1, and their slopes in z.

Each takes z and y as numbers or arrays.
"""

import numpy as np

from .rnn import sigma


def squared_error(z, y):
    """Return (y - p)^2 for p = sigma(z)."""
    return (y - sigma(z)) ** 2


def cross_entropy(z, y):
    """Return -y ln p - (1 - y) ln(1 - p) for p = sigma(z), in the form that never overflows."""
    return np.logaddexp(0.0, z) - y * z


def squared_slope(z, y):
    """Return d(squared error)/dz = 2 (p - y) p (1 - p)."""
    p = sigma(z)
    return 2 * (p - y) * p * (1 - p)


def cross_slope(z, y):
    """Return d(cross-entropy)/dz = p - y."""
    return sigma(z) - y
