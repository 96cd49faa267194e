"""The sheet that a figure stands on: title above, plot, notes and the illustrative text below, all within a fixed width."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

STYLE = Path(__file__).with_name("style.mplstyle")
WIDTH = 16 / 2.54  # inches: the text width of a printed A4 page
MARGIN = 0.08
PLOT = WIDTH - 3 * MARGIN  # of this, what a plot without labels at its left has
GAP = 0.06
TITLE, NOTE = 10.5, 7
LEADING = 1.35
INK, GREY, BLUE = "#222222", "#595959", "#08407f"


def sheet(title: str, plot: float, note: str, illustrative: str | None, *, left: float = 0.0, axis: bool = True) -> tuple[Figure, Axes]:
    """A figure with an axes `plot` inches high. left: inches kept free for labels; axis: whether ticks and a label come below it."""
    width = WIDTH - 2 * MARGIN
    heading = balanced(title, width, TITLE, "bold")
    foot = [(broken(text, width, NOTE, style), style) for text, style in ((note, "normal"), (illustrative or "", "italic")) if text]
    line = line_height(NOTE)
    head = len(heading) * line_height(TITLE) + 0.1
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


def canvas(title: str, plot: float, note: str, illustrative: str | None) -> tuple[Figure, Axes]:
    """A figure with an empty plot that is measured in inches, from its upper left corner."""
    figure, axes = sheet(title, plot, note, illustrative, axis=False)
    axes.set(xlim=(0, PLOT), ylim=(plot, 0))
    axes.axis("off")
    return figure, axes


def write(axes: Axes, x: float, y: float, lines: list[str], size: float, align: str = "left", **style: str) -> None:
    """Lines of text around the height y."""
    for n, line in enumerate(lines):
        at = y + (n - (len(lines) - 1) / 2) * line_height(size)
        axes.text(x, at, line, size=size, ha=align, va="center_baseline", **style)


def line_height(size: float) -> float:
    """Inches."""
    return size * LEADING / 72


def balanced(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
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
    whole = re.sub(r"(?<=\d) of (?=\d)", "\u00a0of\u00a0", text)  # "30 of 43" stays in one line
    for word in whole.split(" "):
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


def widest(texts: list[list[str]], size: float, weight: str = "normal") -> float:
    """Inches of the longest line."""
    return max((text_width(line, size, weight) for lines in texts for line in lines), default=0.0)


def text_width(text: str, size: float, weight: str = "normal", style: str = "normal") -> float:
    """Inches."""
    words = text.split(" ")
    return sum(_word_width(word, weight, style) for word in words) * size + (len(words) - 1) * _word_width(" ", weight, style) * size


@lru_cache(maxsize=4096)
def _word_width(word: str, weight: str, style: str) -> float:
    """Inches at a size of one point."""
    font = FontProperties(family="DejaVu Sans", size=10, weight=weight, style=style)
    return text_to_path.get_text_width_height_descent(word, font, ismath=False)[0] / 720
