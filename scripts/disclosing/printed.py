"""All that the metrics of a study print about bodies that answered in confidence, as one system of equations."""

from __future__ import annotations

from deriving.declared import Metric
from deriving.inputs import Inputs
from deriving.verbs import Made
from disclosing.amounts import at_most, total, whole_and_parts
from disclosing.counts import COUNTED, Built, Printed, Prints, protected, where_of
from study import Disclosure


def printed(inputs: Inputs, metrics: dict[str, Metric], made: Made, rule: Disclosure, costly: dict[str, float]) -> Printed:
    """All that is printed of collections in confidence. made: the metrics; costly: of those that had better be
    printed by how much, where the others are 1."""
    built = Built(rule, metrics, inputs, costly)
    mine = {n: d for n, d in made.items() if d.asked_for and protected(metrics[n.partition(".")[0]], inputs, rule)}
    for d in mine.values():
        if d.asked_for.metric.verb in COUNTED:
            where = where_of(d)
            wheres = built.wheres.setdefault(built.topic(d), [])
            wheres += [where] if where not in wheres else []
        elif d.asked_for.metric.total and (d.asked_for.metric.cap or inputs.asked(d.asked_for.metric.total).cap) is not None:
            built.capped.add(d.asked_for.metric.total)
    for name, d in mine.items():
        metric = d.asked_for.metric
        if metric.verb in COUNTED:
            built.count(name, d)
        elif metric.verb == "total":
            total(built, name, d)
        elif metric.known:
            row = built.asked(metric.known, d.asked_for.inputs.told_by)
            built.prints[name] = Prints(row, row, row)
    whole_and_parts(built)
    at_most(built)
    return Printed(built.system, built.prints, built.true)
