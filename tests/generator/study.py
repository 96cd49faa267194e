"""The study's own questions, so that what is sent asks in the words that the study knows."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

QUESTIONS = Path(__file__).parents[2] / "config" / "questions.yml"


@cache
def questions(collection: str) -> dict[str, dict[str, Any]]:
    """The questions of a collection by id, in the order in which they are asked."""
    return yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))[collection]


def one_by_one() -> dict[str, dict[str, Any]]:
    """The questions of the survey that have one line of a questionnaire each; the others are tables."""
    return {name: known for name, known in questions("survey").items() if known["kind"] != "table"}


def asked(collection: str, question: str, old: bool = False) -> str:
    """The wording of a question: today's, or that of the older template."""
    known = questions(collection)[question]
    return known["also"][0] if old else known["ask"]


def option(question: str, choice: str, which: int = 0) -> str:
    """A name of an option: the printed one, or one of the first few others that people use."""
    names = questions("survey")[question]["options"][choice]
    return str(names[which % min(4, len(names))])
