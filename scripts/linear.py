"""Linear programmes: the least of a sum of numbers that lie between bounds, where other sums of them do too.

Solved by HiGHS, called directly: scipy has the same solver inside, and takes a second to import.
"""

from typing import NamedTuple

import highspy
import numpy as np

Ends = tuple[np.ndarray, np.ndarray]  # the least and the most of each


class Impossible(Exception):
    """Not all bounds can hold at once."""


class Found(NamedTuple):
    """least: of the sum. numbers: that give it. prices: by how much it rises with each of the other sums."""

    least: float
    numbers: np.ndarray
    prices: np.ndarray


class Programme:
    """at: for each factor the sum that it is in, the number that it is of, and the factor; sorted by the sum."""

    def __init__(self, sums: int, numbers: int, at: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = sums, numbers
        model.row_lower_ = model.row_upper_ = np.zeros(sums)
        model.col_cost_ = model.col_lower_ = model.col_upper_ = np.zeros(numbers)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.searchsorted(at[0], np.arange(sums + 1))
        model.a_matrix_.index_, model.a_matrix_.value_ = at[1], at[2]
        self._solver = highspy.Highs()
        # One thread: the same steps on every machine.
        for option, value in (("output_flag", False), ("threads", 1), ("parallel", "off")):
            self._solver.setOptionValue(option, value)
        if self._solver.passModel(model) != highspy.HighsStatus.kOk:
            raise ValueError(f"no linear programme: {sums} sums of {numbers} numbers, from {len(at[0])} factors")
        self._sums, self._numbers = np.arange(sums, dtype=np.int32), np.arange(numbers, dtype=np.int32)

    def least(self, costs: np.ndarray, sums: Ends, numbers: Ends, whole: np.ndarray | None = None) -> Found | None:
        """costs: the factors of the sum that is to be least. whole: 1 where a number is a whole one, else 0.

        None where there is no least. Raises Impossible where the bounds contradict each other.
        """
        solver = self._solver
        # Each question is answered from the start, so that what was asked before makes no difference.
        solver.clearSolver()
        solver.changeColsCost(len(self._numbers), self._numbers, costs)
        solver.changeColsBounds(len(self._numbers), self._numbers, *numbers)
        solver.changeRowsBounds(len(self._sums), self._sums, *sums)
        solver.changeColsIntegrality(len(self._numbers), self._numbers, np.zeros_like(self._numbers) if whole is None else whole)
        solver.run()
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise Impossible
        if status != highspy.HighsModelStatus.kOptimal:
            return None
        found = solver.getSolution()
        return Found(solver.getInfo().objective_function_value, np.array(found.col_value), np.array(found.row_dual))
