"""What the bodies gave to a metric's question, whom it speaks for, and what each of them weighs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import pandas as pd

from deriving.declared import Metric
from deriving.derived import Lineage
from deriving.inputs import Given, Inputs, Interval
from study import ConfigError

PARTLY = ("answered", "partly")


@dataclass(frozen=True, slots=True)
class Returned:
    """given: every body that was asked. weights: of those that answered, by what the metric says of the others."""

    given: dict[str, Given]
    weights: dict[str, float]
    lineage: Lineage
    basis: str
    missing: str

    @property
    def answered(self) -> dict[str, Given]:
        return {body: g for body, g in self.given.items() if g.answered}

    @property
    def values(self) -> list[Interval]:
        return [g.value for g in self.given.values() if g.value is not None]

    @property
    def asked(self) -> int:
        return len(self.given)

    @property
    def silent(self) -> int:
        return self.asked - len(self.answered)

    @property
    def aside(self) -> int:
        return sum(g.aside for g in self.given.values())

    @property
    def lost(self) -> int:
        return sum(g.lost for g in self.given.values())

    @property
    def base(self) -> int:
        """How many bodies the metric speaks for."""
        return len(self.answered) if self.missing == "reported" else self.asked

    @property
    def counts(self) -> dict[str, int]:
        return {"answered": len(self.answered), "asked": self.asked, "set_aside": self.aside}


def returned(metric: Metric, inputs: Inputs) -> Returned:
    """Raises ConfigError for strata that the register does not know."""
    given = inputs.per_body(metric.question, metric.over, metric.period)
    if metric.cap is not None:
        given = {body: _capped(g, metric.cap) for body, g in given.items()}
    bodies = inputs.bodies(inputs.collection(metric.question))
    column = metric.strata
    if column and column not in bodies:
        raise ConfigError(f"strata: the register has no column {column!r}; it has: {', '.join(c for c in bodies if 'address' not in c)}")
    strata = dict(zip(bodies["body"], bodies[column])) if column else {}
    lineage = known(inputs, inputs.collection(metric.question), [column] if column else []) + deciding(inputs, metric.question, given)
    grossed = metric.missing == "grossed up"
    weights = _weights(given, strata) if grossed else {body: 1.0 for body, g in given.items() if g.answered}
    return Returned(given, weights, lineage, _basis(metric, given, inputs.limits(metric.question)), metric.missing)


def deciding(inputs: Inputs, question: str, given: dict[str, Given]) -> Lineage:
    """The cells that decide what these bodies gave: its answers, and those that say what they are answers to."""
    headers = inputs.headers(question)
    sources = [("answer", source) for g in given.values() for source in g.sources]
    sources += [("unread", source) for g in given.values() for source in g.unread]
    sources += [("header", source) for body in given for source in headers.get(body, ())]
    sources += [source for body, g in given.items() for source in inputs.zeros(question, body, g.sources)]
    sources += [("known", source) for source in inputs.names(question, given)]
    return tuple(dict.fromkeys(sources))


def replied(inputs: Inputs, question: str, replies: pd.DataFrame, status: str) -> Lineage:
    """The cells that decide which bodies gave a kind of reply to a question.

    Who gave several answers still gave some, whatever becomes of one of them: it may only have answered in part.
    """
    answers = inputs.answers[inputs.answers["question"] == question].groupby("body")["answer"].agg(list)
    missed = inputs.unread[inputs.unread["question"] == question].groupby("body")["address"].agg(list)
    headers = inputs.headers(question)
    collection = inputs.collection(question)
    letters = inputs.letters if inputs.letters is not None else pd.DataFrame(columns=["collection", "question", "body", "headers"])
    above: dict[str, list[str]] = {}  # without the line that names another question what is said of that one is said of this
    for body, lines in letters.loc[letters["collection"] == collection, ["body", "headers"]].itertuples(index=False, name=None):
        above.setdefault(body, []).extend(lines)
    register = inputs.bodies(collection).set_index("body")
    found = []
    for body, now, source in zip(replies["body"], replies["status"], replies["source"]):
        own, unread = answers.get(body, []), missed.get(body, [])
        decides = (now in PARTLY and status in PARTLY) or status == now
        found += [("answer", cell) for cell in own if decides or len(own) == 1]
        found += [("unread", cell) for cell in unread if decides or not own]
        found += [("header", cell) for cell in (*headers.get(body, ()), *above.get(body, ()))]
        if source == register.at[body, "address"]:  # nothing was sent: the day of a reply tells silence from what got lost
            found += [("known", cell) for cell in register.loc[[body]].get("address_of_replied", ())]
        elif source not in own:
            found.append(("reply", source))
    return tuple(dict.fromkeys(found))


def known(inputs: Inputs, collection: str, columns: list[str]) -> Lineage:
    """The cells of the register that say who was asked what, and those that tell the bodies apart."""
    key = (collection, inputs.among, tuple(columns))
    if key not in inputs.known:
        bodies = inputs.bodies(collection)
        places = [bodies[c].tolist() for c in ("address", *(f"address_of_{c}" for c in ("collection", *columns))) if c in bodies]
        inputs.known[key] = tuple(("known", address) for column in places for address in column if address)
    return inputs.known[key]


def _capped(given: Given, to: float) -> Given:
    """An open answer such as "over 300" with another cap than the question's."""
    return replace(given, value=Interval(given.value.lower, max(to, given.value.lower))) if given.capped else given


def _weights(given: dict[str, Given], strata: dict[str, str]) -> dict[str, float]:
    """Each answering body stands for those of its stratum; a stratum in which nobody answered is taken to be like all."""
    stratum = {body: strata.get(body, "") for body in given}
    asked = Counter(stratum.values())
    answered = Counter(stratum[body] for body, g in given.items() if g.answered)
    reached = sum(n for s, n in asked.items() if answered[s])
    beyond = len(given) / reached if reached else 1.0
    return {body: asked[stratum[body]] / answered[stratum[body]] * beyond for body, g in given.items() if g.answered}


def _basis(metric: Metric, given: dict[str, Given], limits: Interval) -> str:
    asked, answered = len(given), sum(g.answered for g in given.values())
    silent = asked - answered
    if not silent:
        return f"all {asked} bodies, and all answered"
    match metric.missing:
        case "grossed up":
            alike = f" of the same {metric.strata}" if metric.strata else ""
            return f"all {asked} bodies: the {silent} silent ones as if they were like the {answered} others{alike}"
        case "bounded":
            options = metric.verb != "total"
            each = "either way" if options else f"between {limits.lower:g} and {limits.upper:g}"
            return f"all {asked} bodies: the {answered} that answered, and each of the {silent} silent ones {each}"
    return f"the {answered} of {asked} bodies that answered"
