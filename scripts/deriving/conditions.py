"""Whether a body meets a metric's `where`: certainly, certainly not, or possibly."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable

from deriving.inputs import OF_OPTIONS, Given, Inputs, Interval
from study import ConfigError, Question

Meets = Callable[[Given], bool | None]  # None: possibly

SIGNS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
WORDS = {"<": "below", "<=": "at most", ">": "above", ">=": "at least"}


def condition(where: str, inputs: Inputs, question: str) -> tuple[Meets, str]:
    """How a body meets the condition, and the condition in words. Raises ConfigError where it does not suit the question."""
    asked = inputs.asked(question)
    numeric = asked.kind not in OF_OPTIONS
    if (found := re.fullmatch(r"(\d+) or more", where)) and asked.kind == "choices":
        least = int(found[1])
        return lambda g: _certainly(g, g.options is not None and len(g.options) >= least), f"naming {where}"
    if found and numeric:
        where = f">= {found[1]}"
    if (found := re.fullmatch(r"(<=|>=|<|>)\s*(\d+(?:\.\d+)?)", where)) and numeric:
        sign, limit = found[1], float(found[2])
        return lambda g: compared(g.value, sign, limit), f"{WORDS[sign]} {found[2]}"
    options, any_of = options_of(asked), where.split(" or ")
    if not numeric and all(option in options for option in any_of):
        said = f"answering {' or '.join(options[option] for option in any_of)}"
        return lambda g: _certainly(g, g.options is not None and not g.options.isdisjoint(any_of)), said
    known = "such as < 10, <= 10, > 10 or >= 10" if numeric else f"one of: {', '.join(options)}, or several with “or” between them"
    known += ", or such as 2 or more" if asked.kind == "choices" else ""
    raise ConfigError(f"where: {where!r} is no condition that suits {question}; it may be {known}")


def options_of(asked: Question) -> dict[str, str]:
    """The options of a question and how each is called."""
    if asked.kind == "yes_no":
        return {option: option for option in ("yes", "no", "partly")}
    return {option: (names[0] if names else option.replace("_", " ")) for option, names in asked.options.items()}


def compared(value: Interval | None, sign: str, limit: float) -> bool | None:
    if value is None:
        return False
    first, last = value if sign in (">", ">=") else reversed(value)
    return True if SIGNS[sign](first, limit) else None if SIGNS[sign](last, limit) else False


def _certainly(given: Given, met: bool) -> bool | None:
    # What could not be used may be the very option that is looked for.
    return True if met else None if given.lost or given.aside else False
