"""The sequences that the course ships, against facts taken from elsewhere."""

import pytest

from unrolled import sequence_pairs
from unrolled.data import TOY, sunspots

YEARS, NUMBERS = sunspots()


def test_every_year_from_1700_to_2008_is_there():
    assert list(range(1700, 2009)) == YEARS
    assert len(NUMBERS) == 309


def test_the_highest_year_is_1957_and_the_lowest_have_no_spots():
    assert max(zip(NUMBERS, YEARS, strict=True)) == (1.902, 1957)
    assert [year for number, year in zip(NUMBERS, YEARS, strict=True) if number == 0] == [1711, 1712, 1810]


@pytest.mark.parametrize(("first", "total"), [(1700, 4569.3), (1800, 4255.5), (1900, 6054.5), (2000, 494.1)])
def test_the_sum_of_each_century_is_that_of_the_source(first, total):
    """The sums were made from src/sunspots_yearly.dat in the source of statsmodels, whose copy this is."""
    century = slice(first - 1700, first - 1600)
    assert 100 * sum(NUMBERS[century]) == pytest.approx(total, abs=1e-9)


def test_the_sequence_makes_308_pairs_of_a_year_and_the_next():
    x, y = sequence_pairs(NUMBERS)
    assert len(x) == len(y) == 308
    assert x[1:] == y[:-1]


def test_the_toy_sequence_holds_the_worked_point():
    assert sequence_pairs(TOY) == ([0.5, -0.2, 0.9], [-0.2, 0.9, 0.3])
