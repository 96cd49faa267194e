"""The sheet that a figure stands on: title above, plot, notes and the illustrative text below, all within a fixed width."""

from __future__ import annotations

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

STYLE = Path(__file__).with_name("style.mplstyle")
WIDTH = 16 / 2.54  # inches: the text width of a printed A4 page
MARGIN = 0.08
GAP = 0.06
TITLE, NOTE = 10.5, 7
LEADING = 1.35


def sheet(title: str, plot: float, note: str, illustrative: str | None, *, left: float = 0.0, axis: bool = True) -> tuple[Figure, Axes]:
    """A figure with an axes `plot` inches high. left: inches kept free for labels; axis: whether ticks and a label come below it."""
    width = WIDTH - 2 * MARGIN
    heading = balanced(title, width, TITLE, "bold")
    foot = [(broken(text, width, NOTE, style), style) for text, style in ((note, "normal"), (illustrative or "", "italic")) if text]
    line = NOTE * LEADING / 72
    head = len(heading) * TITLE * LEADING / 72 + 0.1
    below = (0.44 if axis else 0.1) + sum(len(lines) * line + GAP for lines, _ in foot)
    height = MARGIN + head + plot + below
    figure = Figure(figsize=(WIDTH, height))
    x, y = MARGIN / WIDTH, MARGIN
    for lines, style in reversed(foot):
        figure.text(x, y / height, "\n".join(lines), size=NOTE, style=style, va="bottom", color="#444444", linespacing=LEADING)
        y += len(lines) * line + GAP
    figure.text(x, 1 - MARGIN / height, "\n".join(heading), size=TITLE, weight="bold", va="top", linespacing=LEADING)
    free = MARGIN + left
    axes = figure.add_axes((free / WIDTH, below / height, (WIDTH - free - 2 * MARGIN) / WIDTH, plot / height))
    return figure, axes


def balanced(text: str, width: float, size: float, weight: str) -> list[str]:
    """As few lines as `broken` makes, and of like length."""
    lines = broken(text, width, size, weight=weight)
    for tenth in range(10):
        shorter = broken(text, width * (0.5 + tenth / 20), size, weight=weight)
        if len(shorter) == len(lines):
            return shorter
    return lines


def broken(text: str, width: float, size: float, style: str = "normal", weight: str = "normal") -> list[str]:
    """The text in lines of at most `width` inches; a word longer than that is cut."""
    fits = lambda line: text_width(line, size, weight, style) <= width  # noqa: E731
    lines, line = [], ""
    for word in text.split():
        while not fits(word) and len(word) > 1:
            cut = next((n for n in range(len(word) - 1, 1, -1) if fits(word[:n])), 1)
            lines += [line] if line else []
            lines.append(word[:cut])
            line, word = "", word[cut:]
        if line and not fits(f"{line} {word}"):
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line] if line else lines


def text_width(text: str, size: float, weight: str = "normal", style: str = "normal") -> float:
    """Inches."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight, style=style)
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0] / 72
