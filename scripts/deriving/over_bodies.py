"""The verbs that ask what bodies gave: how many, what share, how much in all, which is the middle, the smallest, the largest."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from statistics import median as middle

from deriving.conditions import Meets, condition, options_of
from deriving.declared import Metric
from deriving.derived import Derived, shown
from deriving.inputs import OF_OPTIONS, Inputs, Interval
from deriving.returned import Returned, known, replied, returned, said


def count(metric: Metric, inputs: Inputs, _) -> Derived:
    """How many bodies meet the condition of `where`: those that certainly do … those that possibly do."""
    back = returned(metric, inputs)
    meets, said = _condition(metric, inputs)
    interval, split = _counted(back, meets)
    how = f"Of {back.basis}, those {said}: {split}."
    return _derived(back, metric, interval, metric.unit or "bodies", how, f"{shown(interval, '', metric.rounded_to)} of {back.base}")


def share(metric: Metric, inputs: Inputs, _) -> Derived:
    """The share of bodies that meet the condition of `where`."""
    back = returned(metric, inputs)
    meets, said = _condition(metric, inputs)
    return _share(back, metric, meets, said)


def distribution(metric: Metric, inputs: Inputs, _) -> dict[str, Derived]:
    """For each option of a question the share of bodies that gave it."""
    back = returned(metric, inputs)
    options = options_of(inputs.asked(metric.question))
    found = {}
    for option, label in options.items():
        made = _share(back, metric, condition(option, inputs, metric.question)[0], f"answering {label}")
        found[option] = replace(made, label=label)
    return found


def total(metric: Metric, inputs: Inputs, _) -> Derived:
    """The sum of the bodies' numbers: of those that answered, grossed up to all, or with limits for the silent ones."""
    back = returned(metric, inputs)
    question = inputs.asked(metric.total)
    limits, cap = inputs.limits(metric.total), question.cap if metric.cap is None else metric.cap
    numbers = [(g.value, back.weights[body]) for body, g in back.answered.items() if g.value is not None]
    lower, upper = (sum(value[end] * weight for value, weight in numbers) for end in (0, 1))
    n = len(numbers)
    how = f"The sum of the {n} answers of the {back.asked} bodies that were asked"
    match metric.missing:
        case "grossed up":
            alike = f", each {metric.strata} by itself" if metric.strata else f", times {back.asked}/{n}"
            how += f"{alike}: as if the {back.silent} silent ones were like the others"
        case "bounded":
            most = limits.upper if cap is None else cap
            lower, upper = lower + back.silent * limits.lower, upper + back.silent * most if back.silent else upper
            how += f", and for each of the {back.silent} silent ones between {limits.lower:g} and {most:g}"
        case _:
            how += "; the others are left out, not counted as zero" if back.silent else ""
    if cap is not None:
        how += f". An open answer such as “over 300” is capped at {cap:g}"
    how += _lost(back, limits)
    if not n and metric.missing != "bounded":
        lower = upper = math.nan  # a sum of nothing is not zero: nobody knows it
    interval, unit = Interval(lower, upper), metric.unit or question.unit or ""
    return _derived(back, metric, interval, unit, f"{how}.", shown(interval, unit, metric.rounded_to))


def median(metric: Metric, inputs: Inputs, _) -> Derived:
    """The middle answer: between the median of the lower ends and the median of the upper ends."""
    return _middle_or_end(metric, inputs, middle, "middle")


def smallest(metric: Metric, inputs: Inputs, _) -> Derived:
    """The smallest answer: between the least lower end and the least upper end."""
    return _middle_or_end(metric, inputs, min, "smallest")


def largest(metric: Metric, inputs: Inputs, _) -> Derived:
    """The largest answer: between the greatest lower end and the greatest upper end."""
    return _middle_or_end(metric, inputs, max, "largest")


def range_(metric: Metric, inputs: Inputs, _) -> Derived:
    """From the lower end of the smallest answer to the upper end of the largest."""
    low, high = smallest(metric, inputs, _), largest(metric, inputs, _)
    interval = Interval(low.interval.lower, high.interval.upper)
    how = f"The smallest answer ({low.text}) and the largest ({high.text}) of the {low.answered} bodies that answered."
    return _derived(returned(metric, inputs), metric, interval, low.unit, how, f"from {low.text} to {high.text}")


def tendency(metric: Metric, inputs: Inputs, _) -> Derived:
    """How often, of all pairs of a body with the answer of `having` and one without it, the first has the larger number;
    pairs of equals count half. Above one half, those with it tend to have more. (The common language effect size of
    McGraw and Wong, 1992; the statistic U of Mann and Whitney, 1947, divided by the number of pairs.)"""
    back = returned(metric, inputs)
    [(question, option)] = metric.having.items()
    groups = inputs.per_body(question, {}, ())
    meets, words = condition(option, inputs, question)
    # Only where both are known: a body that may stand in either group would change the number of pairs.
    both = {body: g.value for body, g in back.given.items() if g.value is not None and (h := groups.get(body)) and h.answered}
    known_of = {body: meets(groups[body]) for body in both}
    first = [value for body, value in both.items() if known_of[body] is True]
    others = [value for body, value in both.items() if known_of[body] is False]
    pairs = len(first) * len(others)
    lower = sum(_wins(a.lower, b.upper) for a in first for b in others) / pairs if pairs else math.nan
    upper = sum(_wins(a.upper, b.lower) for a in first for b in others) / pairs if pairs else math.nan
    interval = Interval(lower, upper)
    how = (
        f"Of the {pairs:,} pairs of one of the {len(first)} bodies {words} to {question} and one of the {len(others)} others, "
        f"those in which the first has the larger number for {metric.question}; equals count half."
    )
    left_out = sum(1 for body in both if known_of[body] is None)
    how += f" {left_out} whose answer could not be used are left out." if left_out else ""
    # What a body said to the one question decides nothing while it has not said the other.
    numbers = {body: g for body, g in back.given.items() if body in groups and groups[body].answered}
    options = {body: g for body, g in groups.items() if body in back.given and back.given[body].value is not None}
    asked_of = dict.fromkeys(map(inputs.collection, (metric.question, question)))
    lineage = tuple(cell for collection in asked_of for cell in known(inputs, collection, []))
    lineage += said(inputs, metric.question, numbers) + said(inputs, question, options)
    text = f"{shown(interval, 'share', metric.rounded_to)} of {pairs:,} pairs" if pairs else "not known"
    answered = len(first) + len(others)
    basis = f"the {answered} of {back.asked} bodies that answered both"
    aside = sum(g.aside for g in numbers.values())
    return Derived(interval, "share of pairs", how, text, lineage, answered, back.asked, aside, basis=basis)


def replies(metric: Metric, inputs: Inputs, _) -> dict[str, Derived]:
    """How many bodies gave each kind of reply to a question: one value a status."""
    collection = inputs.collection(metric.replies)
    table = inputs.replies[inputs.replies["question"] == metric.replies]
    table = table[table["body"].isin(inputs.bodies(collection)["body"])]
    derived = {}
    for status, rows in sorted(table.groupby("status")):
        n, words = len(rows), str(status).replace("_", " ")
        lineage = known(inputs, collection, []) + replied(inputs, metric.replies, table, str(status))
        how = f"Of the {len(table)} bodies asked about {metric.replies}, those whose reply is: {words}."
        basis = f"all {len(table)} bodies that were asked"
        text = f"{n} of {len(table)}"
        derived[status] = Derived(Interval(n, n), "bodies", how, text, lineage, n, len(table), base=len(table), basis=basis, label=words)
    return derived


# Shared -------------------------------------------------------------------------------------------------------------


def _condition(metric: Metric, inputs: Inputs) -> tuple[Meets, str]:
    meets, said = condition(metric.where, inputs, metric.question)
    if inputs.asked(metric.question).kind in OF_OPTIONS:
        return meets, said
    return meets, f"whose answer{_summed_over(metric)} is {said}"


def _summed_over(metric: Metric) -> str:
    """The words for what is summed, and for when."""
    over = "".join(f", summed over {d} {', '.join(map(str, values))}," for d, values in metric.over.items())
    when = f" for {' (or else '.join(metric.period)}{')' * (len(metric.period) - 1)}" if metric.period else ""
    return over + when


def _counted(back: Returned, meets: Meets) -> tuple[Interval, str]:
    """The bodies that meet a condition, each by its weight: certainly … possibly."""
    met = {body: meets(given) for body, given in back.answered.items()}
    certain, possible = ([body for body, m in met.items() if m is which] for which in (True, None))
    beyond = back.silent if back.missing == "bounded" else 0
    lower = sum(back.weights[body] for body in certain)
    split = f"{len(certain)} certainly" + (f", {len(possible)} possibly" if possible else "")
    split += f", and the {beyond} silent ones perhaps" if beyond else ""
    return Interval(lower, lower + sum(back.weights[body] for body in possible) + beyond), split


def _share(back: Returned, metric: Metric, meets: Meets, said: str) -> Derived:
    counted, split = _counted(back, meets)
    n = back.base or math.nan
    if not back.answered and back.missing != "bounded":
        n = math.nan
    interval = Interval(counted.lower / n, counted.upper / n)
    text = "no answers" if math.isnan(n) else f"{shown(counted, '')} of {back.base} ({shown(interval, 'share', metric.rounded_to)})"
    how = f"The bodies {said}, divided by {back.basis}: {split}."
    return _derived(back, metric, interval, "share", how, text)


def _middle_or_end(metric: Metric, inputs: Inputs, pick: Callable, word: str) -> Derived:
    back = returned(metric, inputs)
    values = back.values
    ends = (pick([v.lower for v in values]), pick([v.upper for v in values])) if values else (math.nan, math.nan)
    interval, unit = Interval(*ends), metric.unit or inputs.asked(metric.question).unit or ""
    how = f"The {word} of the {len(values)} answers: between the {word} lower end and the {word} upper end"
    how += _lost(back, inputs.limits(metric.question)) + "."
    return _derived(back, metric, interval, unit, how, shown(interval, unit, metric.rounded_to))


def _lost(back: Returned, limits: Interval) -> str:
    if not back.lost:
        return ""
    most = "any number" if math.isinf(limits.upper) else f"{limits.upper:g}"
    return f". {back.lost} that answered in a way that cannot be used count as anything between {limits.lower:g} and {most}"


def _derived(back: Returned, metric: Metric, interval: Interval, unit: str, how: str, text: str) -> Derived:
    base = back.base if metric.verb in ("count", "share", "distribution") else None
    return Derived(interval, unit, how, text, back.lineage, **back.counts, base=base, basis=back.basis)


def _wins(a: float, b: float) -> float:
    return 1.0 if a > b else 0.5 if a == b else 0.0
