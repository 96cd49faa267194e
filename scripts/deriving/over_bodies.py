"""The verbs that ask what bodies gave: how many, what share, how much in all, which is the middle, the smallest, the largest."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from statistics import median as middle

from deriving.conditions import Meets, condition, options_of
from deriving.declared import Metric
from deriving.derived import Contribution, Derived, shown
from deriving.inputs import OF_OPTIONS, Given, Inputs, Interval
from deriving.returned import Returned, deciding, known, replied, returned
from study import REPLIES


def count(metric: Metric, inputs: Inputs, _) -> Derived:
    """How many bodies meet the condition of `where`: those that certainly do … those that possibly do."""
    back = returned(metric, inputs)
    meets, said = _condition(metric, inputs)
    interval, split = _counted(back, meets)
    how = f"Of {back.basis}, those {said}: {split}."
    text = f"{shown(interval, '', metric.rounded_to)} of {back.base}"
    return _derived(back, metric, interval, metric.unit or "bodies", how, text, meets)


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
    silent = Interval(limits.lower, limits.upper if cap is None else cap)
    n = len(numbers)
    how = f"The sum of the {n} answers of the {back.asked} bodies that were asked"
    match metric.missing:
        case "grossed up":
            alike = f", each {metric.strata} by itself" if metric.strata else f", times {back.asked}/{n}"
            how += f"{alike}: as if the {back.silent} silent ones were like the others"
        case "bounded":
            lower, upper = lower + back.silent * silent.lower, upper + back.silent * silent.upper if back.silent else upper
            how += f", and for each of the {back.silent} silent ones between {silent.lower:g} and {silent.upper:g}"
        case _:
            how += "; the others are left out, not counted as zero" if back.silent else ""
    if cap is not None:
        how += f". An open answer such as “over 300” is capped at {cap:g}"
    how += _lost(back, limits)
    if not n and metric.missing != "bounded":
        lower = upper = math.nan  # a sum of nothing is not zero: nobody knows it
    interval, unit = Interval(lower, upper), metric.unit or question.unit or ""
    return _derived(back, metric, interval, unit, f"{how}.", shown(interval, unit, metric.rounded_to), silent=silent)


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
    both = {body: g.value for body, g in back.given.items() if g.value is not None and body in groups and groups[body].answered}
    sides = {body: meets(groups[body]) for body in both}
    first, others, either = ([value for body, value in both.items() if sides[body] is side] for side in (True, False, None))
    interval = Interval(_least_won(first, others, either), 1 - _least_won(others, first, either))
    sizes = [(len(first) + n) * (len(others) + len(either) - n) for n in range(len(either) + 1)]
    pairs = shown(Interval(min(sizes), max(sizes)), "pairs")
    how = (
        f"Of the {pairs} pairs of one of the {len(first)} bodies {words} to {question} and one of the {len(others)} others, "
        f"those in which the first has the larger number for {metric.question}; equals count half."
    )
    how += f" {len(either)} whose answer to {question} cannot be used may be on either side." if either else ""
    # What a body said to the one question decides nothing while it has not said the other.
    numbers = {body: g for body, g in back.given.items() if body in groups and groups[body].answered}
    options = {body: g for body, g in groups.items() if body in back.given and back.given[body].value is not None}
    asked_of = dict.fromkeys(map(inputs.collection, (metric.question, question)))
    lineage = tuple(cell for collection in asked_of for cell in known(inputs, collection, []))
    lineage += deciding(inputs, metric.question, numbers) + deciding(inputs, question, options)
    text = "not known" if math.isnan(interval.lower) else f"{shown(interval, 'share', metric.rounded_to)} of {pairs} pairs"
    basis = f"the {len(both)} of {back.asked} bodies that answered both"
    aside = sum(g.aside for g in (*numbers.values(), *options.values()))
    contributions = (s for s in _contributions(back, lambda given: True) if s.body in both)
    contributions = tuple(replace(s, meets=MET[sides[s.body]], answers=(*s.answers, *groups[s.body].sources)) for s in contributions)
    return Derived(interval, "share of pairs", how, text, lineage, len(both), back.asked, aside, basis=basis, contributions=contributions)


def replies(metric: Metric, inputs: Inputs, _) -> dict[str, Derived]:
    """How many bodies gave each kind of reply to a question: one value a status, also of those that nobody gave."""
    collection = inputs.collection(metric.replies)
    table = inputs.replies[inputs.replies["question"] == metric.replies]
    table = table[table["body"].isin(inputs.bodies(collection)["body"])]
    derived = {}
    for status in REPLIES:
        n, words = int((table["status"] == status).sum()), status.replace("_", " ")
        lineage = known(inputs, collection, []) + replied(inputs, metric.replies, table, status)
        how = f"Of the {len(table)} bodies asked about {metric.replies}, those whose reply is: {words}."
        basis = f"all {len(table)} bodies that were asked"
        text = f"{n} of {len(table)}"
        contributions = tuple(
            Contribution(b, math.nan, math.nan, 1.0, MET[s == status], ()) for b, s in zip(table["body"], table["status"])
        )
        derived[status] = Derived(
            Interval(n, n),
            "bodies",
            how,
            text,
            lineage,
            n,
            len(table),
            base=len(table),
            basis=basis,
            label=words,
            contributions=contributions,
        )
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
    return _derived(back, metric, interval, "share", how, text, meets)


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


def _derived(
    back: Returned,
    metric: Metric,
    interval: Interval,
    unit: str,
    how: str,
    text: str,
    meets: Meets = lambda given: True,
    silent: Interval | None = None,
) -> Derived:
    """silent: what a silent body counts as, where the metric is bounded."""
    base = back.base if metric.verb in ("count", "share", "distribution") else None
    contributions = _contributions(back, meets)
    if back.missing == "bounded":
        met = "yes" if metric.verb == "total" else "maybe"
        contributions += tuple(
            Contribution(body, *(silent or (math.nan, math.nan)), 1.0, met, ()) for body, g in back.given.items() if not g.answered
        )
    return Derived(interval, unit, how, text, back.lineage, **back.counts, base=base, basis=back.basis, contributions=contributions)


MET = {True: "yes", False: "no", None: "maybe"}


def _contributions(back: Returned, meets: Meets) -> tuple[Contribution, ...]:
    def ends(given: Given) -> tuple[float, float]:
        return (math.nan, math.nan) if given.value is None else tuple(given.value)

    return tuple(Contribution(body, *ends(g), back.weights[body], MET[meets(g)], g.sources) for body, g in back.answered.items())


def _least_won(first: list[Interval], others: list[Interval], either: list[Interval]) -> float:
    """The least share of pairs that the first can win, whichever side those of `either` are on.

    For each number of those that may be among the first, the ones with whom the fewest pairs are won; that of the pairs
    among themselves any is won is not reckoned with. So from two of them on it may be less than the least.
    """
    if not first or not others:
        return math.nan  # whether there are pairs at all, nobody knows
    won = sum(_wins(a.lower, b.upper) for a in first for b in others)
    as_other = [sum(_wins(a.lower, e.upper) for a in first) for e in either]
    more_as_first = sorted(sum(_wins(e.lower, b.upper) for b in others) - less for e, less in zip(either, as_other))
    won += sum(as_other)
    counts = range(len(either) + 1)
    return min((won + sum(more_as_first[:n])) / ((len(first) + n) * (len(others) + len(either) - n)) for n in counts)


def _wins(a: float, b: float) -> float:
    return 1.0 if a > b else 0.5 if a == b else 0.0
