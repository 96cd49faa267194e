"""The sums that metrics print: of those of some strata what they gave in all, L at least, T in truth, C and those without an upper
end at most; and of a table that its parts are the whole."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

from deriving.derived import Derived
from deriving.inputs import Given
from disclosing.counts import Built, Stratum, Topic
from disclosing.gate import HARD, Key, Row, Target, Vector


def total(built: Built, name: str, d: Derived) -> None:
    """What those of some strata gave in all: L at least, U at most, T in truth."""
    metric, told_by = d.asked_for.metric, d.asked_for.inputs.told_by
    question = metric.question
    asked = built.inputs.asked(question)
    key = built.topic(d)
    strata, chosen = built.strata(question), built.chosen(question, told_by)
    given = {b: g for b, g in built.inputs.per_body(question, metric.over, metric.period).items() if g.value is not None}
    sums(built, key, given, strata)
    cap = asked.cap if metric.cap is None else metric.cap
    mine = {b: g for b, g in given.items() if strata[b] in chosen}
    weights = built.weights(d)
    silent = d.asked - d.answered if metric.missing == "bounded" else 0
    limits = built.inputs.limits(question)
    most = limits.upper if cap is None else cap
    lower = {("L", key, s): weights.get(s, 1.0) for s in chosen}
    upper = {("C", key, s): weights.get(s, 1.0) for s in chosen}
    if cap is not None and question in built.capped:
        upper |= {("open", key, s): weights.get(s, 1.0) * cap for s in chosen}
    beyond = silent * limits.lower, silent * most if silent else 0.0
    ends = d.interval.lower - beyond[0], math.inf if math.isinf(d.interval.upper) else d.interval.upper - beyond[1]
    built.print(name, d, Row(lower, upper, ends if mine else (math.nan, math.nan), built.cost(name)), key)
    built.prints[name] = replace(built.prints[name], beyond=beyond, plain=metric.missing == "reported")
    fewer_than_enough(built, name, key, list(mine.values()), chosen)


def fewer_than_enough(built: Built, name: str, key: Topic, mine: list[Given], chosen: list[Stratum]) -> None:
    """A sum of fewer than enough is to stay open, and so is the number of those whose answer has no upper end."""
    certain, perhaps = (sum(g.value[end] > 0 for g in mine) for end in (0, 1))
    open_ = {("open", key, s): 1.0 for s in chosen}
    if all(k in built.true for k in open_):
        built.small(open_, f"open answers to {key.question}", "bodies with an answer that has no upper end")
    if not perhaps or certain >= built.rule.smallest:
        return
    truth = {("T", key, s): 1.0 for s in chosen}
    low, high = sum(g.value.lower for g in mine), sum(highest(built, g, key.question) for g in mine)
    need = ((1 - built.rule.within) * low, (1 + built.rule.within) * high)
    built.system.targets.append(Target(truth, need, name, f"the sum of fewer than {built.rule.smallest} bodies"))


def at_most(built: Built) -> None:
    """Of small sums it is said that they are at most 1, 10, 100 …: the same of all of a metric."""
    small = [t for t in built.system.targets if next(iter(t.vector))[0] == "T" and math.isfinite(t.need[1])]
    most: dict[str, float] = {}
    for target in small:
        name = target.row.partition(".")[0]
        most[name] = max(most.get(name, 0.0), target.need[1])
    for target in small:
        if built.system.rows[target.row].cost != HARD:
            limit = 10.0 ** math.ceil(math.log10(most[target.row.partition(".")[0]]))
            built.fact(target.vector, -math.inf, limit)
            uppers = [most_of(built, key) for key in target.vector]
            if all(uppers):
                built.fact({key: factor for upper in uppers for key, factor in upper.items()}, -math.inf, limit)


def highest(built: Built, given: Given, question: str) -> float:
    """The most that an answer means, one without an upper end by the question's own cap."""
    cap = built.inputs.asked(question).cap
    return max(given.value.lower, cap or 0.0) if given.capped or math.isinf(given.value.upper) else given.value.upper


def most_of(built: Built, truth: Key) -> Vector:
    """The most that those of a stratum gave; nothing where that has no limit."""
    _, key, s = truth
    cap = built.inputs.asked(key.question).cap
    if ("open", key, s) not in built.true:
        return {("C", key, s): 1.0} if math.isfinite(built.true["C", key, s]) else {}
    return {("C", key, s): 1.0, ("open", key, s): cap} if cap is not None else {}


def sums(built: Built, key: Topic, given: dict[str, Given], strata: dict[str, Stratum]) -> None:
    """The unknowns of what bodies gave, stratum by stratum."""
    question, over, periods, _ = key
    parts = built.parts.setdefault((question, periods), {})
    if over in parts:
        return
    parts[over] = None
    for s in sorted(set(strata.values())):
        mine = [g for b, g in given.items() if strata[b] == s]
        capped = question in built.capped
        built.unknown(("L", key, s), low := sum(g.value.lower for g in mine), False)
        built.unknown(("T", key, s), low, False)
        built.unknown(("C", key, s), sum(g.value.upper for g in mine if not (capped and g.capped)), False)
        if capped:
            built.unknown(("open", key, s), sum(g.capped for g in mine))
        built.fact({("T", key, s): 1.0, ("L", key, s): -1.0}, 0.0, math.inf)
        if (most := most_of(built, ("T", key, s))) and built.value(most) >= low:
            built.fact(most | {("T", key, s): -1.0}, 0.0, math.inf)


def whole_and_parts(built: Built) -> None:
    """Of a table: what is printed of its parts is, summed, what is printed of the whole, as far as that can be."""
    for (question, periods), parts in built.parts.items():
        for whole in parts:
            inner = [part for part in parts if part != whole and _within(dict(part), dict(whole))]
            for grain in dict.fromkeys(tuple(dict(part)) for part in inner):
                of = [part for part in inner if tuple(dict(part)) == grain]
                if all(_apart(dict(a), dict(b)) for a, b in itertools.combinations(of, 2)):
                    for s in [k[2] for k in built.true if k[0] == "L" and k[1] == Topic(question, whole, periods)]:
                        sum_up(built, Topic(question, whole, periods), [Topic(question, part, periods) for part in of], s)


def sum_up(built: Built, whole: Topic, parts: list[Topic], s: Stratum) -> None:
    ends = {end: (built.true[end, whole, s], sum(built.true[end, part, s] for part in parts)) for end in ("L", "C")}
    complete = ends["C"][1] >= ends["L"][0] - 1e-9
    of = lambda end: {(end, whole, s): 1.0} | {(end, part, s): -1.0 for part in parts}  # noqa: E731
    built.fact(of("T"), 0.0, 0.0 if complete else math.inf)
    # Where the ends sum up too, one may guess that they do.
    built.fact(of("L"), 0.0, 0.0 if math.isclose(*ends["L"], abs_tol=1e-9) else math.inf)
    if complete and ("open", whole, s) not in built.true and all(map(math.isfinite, ends["C"])):
        built.fact(of("C"), 0.0 if math.isclose(*ends["C"], abs_tol=1e-9) else -math.inf, 0.0)


def _within(part: dict, whole: dict) -> bool:
    return all(dimension in part and set(part[dimension]) <= set(values) for dimension, values in whole.items())


def _apart(a: dict, b: dict) -> bool:
    return any(dimension in b and not set(values) & set(b[dimension]) for dimension, values in a.items())
