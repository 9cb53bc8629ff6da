"""The sequences of the course: a toy of four numbers, and the yearly sunspot numbers 1700-2008.

The sunspot numbers are the yearly means published by NOAA's National Geophysical Data Center (compiled by the
Solar Influences Data Analysis Center, Brussels), as distributed with statsmodels
(`statsmodels.datasets.sunspots`). They are in the public domain. They are the original (version 1) numbers,
which the centre replaced by a recalibrated series in 2015.
"""

import csv
from importlib.resources import files
from typing import NamedTuple

from ..rnn import Weights

TOY = (0.5, -0.2, 0.9, 0.3)
"""Four numbers without a unit: three inputs with three targets."""

TOY_WEIGHTS = Weights(u=1.3, v=-0.7, w=2.1, s=0.4)
"""The weights at which the course works its examples by hand."""


class Sunspots(NamedTuple):
    """The yearly sunspot numbers: two lists of 309 values."""

    years: list  #: 1700 .. 2008
    numbers: list  #: mean sunspot number of the year, 0 to 190, in hundreds: 0.05 stands for 5


def sunspots():
    """Return the yearly sunspot numbers 1700-2008, as `Sunspots(years, numbers)`, numbers in hundreds.

    Hundreds keep the values between 0 and 2, where the sigmoid is not flat, and need no look at the data
    that is to be predicted.
    """
    text = files(__name__).joinpath("sunspots.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return Sunspots(
        [int(row["year"]) for row in rows],
        [float(row["sunspot_number"]) / 100 for row in rows],
    )
