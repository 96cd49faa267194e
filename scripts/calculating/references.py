"""How a formula names the cells of the workbook's other sheets, and adds them up."""

from __future__ import annotations

from itertools import groupby

ANSWERS = "Answers"
LOWER, UPPER, CHOICES, ASIDE = "I", "J", "K", "L"  # columns of the sheet Answers
NO_LIMIT = 1e99  # stands for an upper end that nobody knows; a sum with it in is as large
LONGEST = 8000  # characters of a formula; Excel takes 8,192

Term = tuple[float, str | int]  # how often, and what: the row of an answer, or a formula


def quoted(text: str) -> str:
    """Text in a formula. Excel takes 255 characters in one piece."""
    pieces = [text[i : i + 250].replace('"', '""') for i in range(0, len(text), 250)] or [""]
    return "&".join(f'"{piece}"' for piece in pieces)


def number(value: float) -> str:
    return f"{value:.15g}".upper()


def added(terms: list[Term], column: str) -> str:
    """A sum: rows of Answers that stand together as one range, the others one by one."""
    rows = sorted(what for factor, what in terms if factor == 1 and isinstance(what, int))
    runs = [[row for _, row in run] for _, run in groupby(enumerate(rows), lambda at: at[1] - at[0])]
    said = [f"+{_range(run, column)}" for run in runs]
    for factor, what in terms:
        if factor != 1 or not isinstance(what, int):
            cell = f"{ANSWERS}!{column}{what}" if isinstance(what, int) else what
            times = "" if abs(factor) == 1 else f"{number(abs(factor))}*"
            said.append(f"{'-' if factor < 0 else '+'}{times}{cell}")
    return "".join(said).removeprefix("+") or "0"


def _range(rows: list[int], column: str) -> str:
    cells = [f"{ANSWERS}!{column}{row}" for row in rows]
    return "+".join(cells) if len(rows) < 3 else f"SUM({cells[0]}:{column}{rows[-1]})"
