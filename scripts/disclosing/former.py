"""What was published before: it says how much the bodies that have answered since must have said."""

from __future__ import annotations

import math

import pandas as pd

from disclosing.counts import Printed, Prints, Topic
from disclosing.gate import NEAR, Fact, Key, Row, Solver, System, Target, Vector, possible
from study import Disclosure

FORMER = ("metric", "lower", "upper")


def link(printed: Printed, former: pd.DataFrame, most: dict[Topic, float], rule: Disclosure) -> list[str]:
    """Adds to the system what was published before, as far as it may be the same bodies and more of them.

    former: metric, lower, upper; where it has them `answered`, how many bodies had answered (without it as many as now), `base`,
    what a share was of, and `hidden`, not empty where both ends were only limits. most: what one body can add at most. Returns
    the metrics that have no link with these numbers, since an answer was corrected or left out.
    """
    was = {row["metric"]: row for row in former.to_dict("records") if not pd.isna(row["lower"])}
    loose = []
    topics = dict.fromkeys(p.topic for name, p in printed.prints.items() if p.topic and name in was)
    for question in dict.fromkeys((f.question, f.periods) for f in topics):
        together = [f for f in topics if (f.question, f.periods) == question]
        names = [name for name, p in printed.prints.items() if p.topic in together and name in was]
        came = {topic: _came(printed, topic, names, was) for topic in together}
        added = _since(printed, together, names, was, came, most, rule)
        own = {key for key in printed.system.unknowns if _topic(key) in together}
        around = _around(printed.system, own, added)
        if any(k < 0 for k in came.values()) or not possible(around):
            loose += names
            continue
        if any(0 < k < rule.smallest for k in came.values()):
            nought = _nought_before(around)
            # To hide a number as a small one says that it is not nought; of one that was, that it was said since.
            printed.system.targets = [
                t._replace(need=(0.0, t.need[1]), known=(0.0, t.known[1])) if t in nought else t for t in printed.system.targets
            ]
        for name in ("unknowns", "whole"):
            getattr(printed.system, name).update(getattr(added, name))
        printed.system.facts += added.facts
        printed.system.targets += added.targets
    return loose


def _topic(key: Key) -> Topic | None:
    return key[1] if isinstance(key[1], Topic) else None


def _around(system: System, own: set[Key], added: System) -> System:
    """The part of the system that the new facts are about."""
    mine = lambda vector: bool(vector) and own.issuperset(vector)  # noqa: E731
    rows = {name: row for name, row in system.rows.items() if mine(row.lower) and mine(row.upper)}
    facts = [fact for fact in system.facts if mine(fact.vector)]
    targets = [target for target in system.targets if mine(target.vector)]
    return System(own | added.unknowns, (system.whole & own) | added.whole, [*facts, *added.facts], rows, [*targets, *added.targets])


def _nought_before(system: System) -> list[Target]:
    """The small numbers of now that were nought before, by all that is known."""
    solver = Solver(system)
    small = [t for t in system.targets if t.known[0] >= 1 and system.unknowns.issuperset(_before(t.vector))]
    return [t for t in small if solver.range(_before(t.vector), set())[1] < NEAR]


def _since(
    printed: Printed, topics: list[Topic], names: list[str], was: dict, came: dict[Topic, int], most: dict[Topic, float], rule: Disclosure
) -> System:
    """The unknowns as they were, and what has come since. came: how many have answered since."""
    system, added = printed.system, System()
    own = sorted((key for key in system.unknowns if _topic(key) in topics), key=repr)
    added.unknowns = {_old(key) for key in own}
    added.whole = {_old(key) for key in own if key in system.whole}
    added.facts = [Fact({key: 1.0, _old(key): -1.0}, 0.0, 0.0 if came[_topic(key)] == 0 else math.inf) for key in own]
    for topic, k in came.items():
        gave = [key for key in own if key[0] == "gave" and _topic(key) == topic]
        truth = [key for key in own if key[0] == "T" and _topic(key) == topic]
        added.facts += [Fact(_difference(dict.fromkeys(gave, 1.0)), k, k)] if gave else []
        added.facts += [Fact(_difference(dict.fromkeys(truth, 1.0)), 0.0, k * most[topic])] if truth and math.isfinite(most[topic]) else []
    # What holds for all bodies together holds for those before, and for those since.
    for fact in [f for f in system.facts if f.vector and set(own).issuperset(f.vector)]:
        added.facts += [fact._replace(vector=_before(fact.vector)), fact._replace(vector=_difference(fact.vector))]
    for name in names:
        k = came[printed.prints[name].topic]
        _was(printed, name, was[name], k, added, rule)
    return added


def _came(printed: Printed, topic: Topic, names: list[str], was: dict) -> int:
    """How many have answered since."""
    for name in names:
        prints = printed.prints[name]
        then = was[name].get("answered")
        if prints.topic == topic and prints.overall and then is not None and not pd.isna(then):
            return round(printed.system.rows[prints.answered].ends[0] - float(then))
    return 0


def _was(printed: Printed, name: str, then: dict, k: int, added: System, rule: Disclosure) -> None:
    """What was published of one metric: the equation, the small number that was hidden, and what has come since."""
    prints, row = printed.prints[name], printed.system.rows[name]
    if not row.lower or (k and not prints.plain):
        return  # grossed up by other weights than now, or of other silent ones
    share = prints.met is not None and prints.base != 1.0
    base = _base(prints, then, k) if share else 1.0
    if math.isnan(base):
        return
    lower, upper = (float(then[end]) if not pd.isna(then[end]) else math.inf for end in ("lower", "upper"))
    ends = tuple(round(end * base - beyond, 6) for end, beyond in zip((lower, upper), prints.beyond))
    limits = bool(then.get("hidden")) and not pd.isna(then.get("hidden"))
    old = Row(_before(row.lower), _before(row.upper), ends)
    added.facts.append(Fact(old.lower, ends[0], math.inf if limits else ends[0]))
    if math.isfinite(ends[1]):
        added.facts.append(Fact(old.upper, -math.inf if limits else ends[1], ends[1]))
    label, few = f"{name} as published before", rule.smallest - 1
    if limits and prints.met is not None:
        for vector, least, most in ((prints.met, *ends), (prints.not_met, base - ends[1], base - ends[0])):
            if (vector is prints.met or share) and 1 <= least < most <= few:
                added.targets.append(Target(_before(vector), (least, most), label, "fewer than before", (least, most)))
    if not k or limits:
        return
    label, why = f"what has come since to {name}", f"fewer than {rule.smallest} bodies more than before"
    if prints.met is not None and k <= few:
        added.targets.append(Target(_difference(prints.met), (0.0, float(k)), label, why))
    elif prints.met is not None and 1 <= row.ends[0] - ends[0] <= few:
        added.targets.append(Target(_difference(prints.met), (1.0, float(few)), label, why))
    elif prints.met is None and k <= few:
        low, high = (max(0.0, now - before) for now, before in zip(row.ends, ends))
        truth = {("T", *key[1:]): 1.0 for key in row.lower}
        need = ((1 - rule.within) * low, (1 + rule.within) * high)
        added.targets.append(Target(_difference(truth), need, label, why))


def _base(prints: Prints, then: dict, k: int) -> float:
    """What a share was a share of; nan where nobody can say."""
    base = then.get("base")
    if base is not None and not pd.isna(base):
        return float(base)
    return prints.base - k if prints.overall else math.nan


def _old(key: Key) -> Key:
    return ("before", *key)


def _before(vector: Vector) -> Vector:
    return {_old(key): factor for key, factor in vector.items()}


def _difference(vector: Vector) -> Vector:
    return vector | {_old(key): -factor for key, factor in vector.items()}
