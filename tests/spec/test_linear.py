"""Linear programmes: two numbers x and y, and their sum."""

import math

import numpy as np
import pytest

from linear import Impossible, Programme

SUM = (np.array([0, 0]), np.array([0, 1]), np.array([1.0, 1.0]))


def least(costs: list[float], sums: tuple[float, float], most: list[float], whole: list[int] | None = None):
    ends = np.array(sums[:1]), np.array(sums[1:])
    return Programme(1, 2, SUM).least(np.array(costs), ends, (np.zeros(2), np.array(most)), None if whole is None else np.array(whole))


def test_the_least_of_a_sum_and_the_numbers_that_give_it():
    # x + y is at least 7 and y at most 5: so x is at least 2.
    found = least([1, 0], (7, math.inf), [10, 5])
    assert (found.least, found.numbers.tolist()) == (2, [2, 5])


def test_the_price_is_what_the_least_rises_by_with_the_other_sum():
    assert least([1, 0], (7, math.inf), [10, 5]).prices.tolist() == [1]


def test_a_sum_without_an_end_has_no_least():
    assert least([-1, 0], (7, math.inf), [math.inf, 5]) is None


def test_what_contradicts_itself_is_impossible():
    with pytest.raises(Impossible):
        least([1, 0], (17, math.inf), [10, 5])


def test_a_whole_number_is_rounded_into_what_is_possible():
    assert least([1, 0], (6.5, math.inf), [10, 5], [1, 0]).least == 2


def test_one_question_makes_no_difference_to_the_next():
    programme = Programme(1, 2, SUM)
    ends = (np.array([7.0]), np.array([math.inf])), (np.zeros(2), np.array([10.0, 5.0]))
    first = programme.least(np.array([1.0, 0.0]), *ends)
    programme.least(np.array([0.0, 1.0]), *ends, np.array([1, 1]))
    again = programme.least(np.array([1.0, 0.0]), *ends)
    assert first.least == again.least
    assert first.numbers.tolist() == again.numbers.tolist()
