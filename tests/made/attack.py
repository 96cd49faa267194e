"""Someone who adds up and takes away whatever is printed: what a number can still be, by linear programmes. Shares no code with
what hides numbers."""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import linprog

NEAR = 1e-6


class Attacker:
    """Learns sums of unknowns, none of them negative: `sum` is a number for each unknown by its name."""

    def __init__(self, whole: bool = True) -> None:
        self.whole = whole
        self.names: dict[str, int] = {}
        self.least: list[tuple[dict[str, float], float]] = []

    def learns(self, sum: dict[str, float], least: float = -math.inf, most: float = math.inf) -> None:
        self.names |= {name: len(self.names) + n for n, name in enumerate(n for n in sum if n not in self.names)}
        if math.isfinite(least):
            self.least.append((sum, least))
        if math.isfinite(most):
            self.least.append(({name: -factor for name, factor in sum.items()}, -most))

    def range(self, sum: dict[str, float]) -> tuple[float, float]:
        """The least and the most that a sum can be."""
        self.learns(sum)
        return self._end(sum, 1.0), -self._end(sum, -1.0)

    def _end(self, sum: dict[str, float], sign: float) -> float:
        costs = np.zeros(len(self.names))
        for name, factor in sum.items():
            costs[self.names[name]] += sign * factor
        lines, limits = np.zeros((len(self.least), len(costs))), np.zeros(len(self.least))
        for n, (learnt, least) in enumerate(self.least):
            for name, factor in learnt.items():
                lines[n, self.names[name]] -= factor
            limits[n] = -least + NEAR * max(1.0, abs(least))
        found = linprog(costs, A_ub=lines, b_ub=limits, bounds=(0, None), method="highs", integrality=int(self.whole))
        assert found.status in (0, 3, 4), f"what is printed contradicts itself: {found.message}"
        return found.fun if found.status == 0 else -math.inf
