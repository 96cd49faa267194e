"""Whatever was answered: nobody works out a small number from what is printed."""

from __future__ import annotations

import itertools
import math

import pandas as pd
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from derive import derive
from deriving.declared import in_order
from disclosing.gate import HARD, Row, System, Target, hidden
from disclosing.published import published
from disclosure import gate
from study import Disclosure
from tests.made.attack import Attacker
from tests.spec.conftest import answer
from tests.spec.harbours import declared_as, inputs_of

FEW = 4
SOON = (Phase.explicit, Phase.reuse, Phase.generate)  # to make a failing case smaller takes minutes
RULE = Disclosure(of=("survey",), smallest=FEW + 1)
COASTS = ("east", "north", "west")
KINDS = ("dinghy", "ketch", "coaster")


@settings(max_examples=15, deadline=None, phases=SOON)
@given(st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=2, max_size=4))
def test_a_table_with_its_totals_gives_no_small_cell_away(table: list[list[int]]) -> None:
    cells = {(r, c): float(n) for r, row in enumerate(table) for c, n in enumerate(row)}
    sums = {("cell", *key): {key: 1.0} for key in cells}
    sums |= {("row", r): {key: 1.0 for key in cells if key[0] == r} for r in range(len(table))}
    sums |= {("column", c): {key: 1.0 for key in cells if key[1] == c} for c in range(3)}
    value = {name: sum(cells[key] for key in vector) for name, vector in sums.items()}
    small = {str(name): vector for name, vector in sums.items() if 1 <= value[name] <= FEW}
    system = System(set(cells), set(cells))
    system.rows = {str(n): Row(v, v, (value[n], value[n])) for n, v in sums.items()}
    system.targets = [Target(vector, (1, FEW), name, "small", (1, FEW)) for name, vector in small.items()]
    found = hidden(system)
    attacker = Attacker()
    for name, vector in sums.items():
        ends = found[str(name)].ends if str(name) in found else (value[name], value[name])
        assert ends[0] <= value[name] <= ends[1]
        attacker.learns({str(key): 1.0 for key in vector}, *ends)
    told = Attacker()  # only that they are small: a sum of two small ones that is small leaves less of each
    for vector in small.values():
        told.learns({str(key): 1.0 for key in vector}, 1, FEW)
    for name, vector in small.items():
        least, most = told.range({str(key): 1.0 for key in vector})
        assert held(*attacker.range({str(key): 1.0 for key in vector}), least, most), name


def test_what_stays_whatever_it_gives_away_stays() -> None:
    cells = {("a",): 1.0, ("b",): 1.0}
    rows = {"all": Row(cells, cells, (3, 3), HARD), "a": Row({("a",): 1.0}, {("a",): 1.0}, (2, 2))}
    system = System(set(cells), set(cells), [], rows, [Target({("a",): 1.0}, (1, FEW), "a", "small", (1, FEW))])
    assert hidden(system)["a"].ends == (1, 3)


METRICS = """
kinds: {distribution: largest}
seagoing: {count: largest, where: ketch or coaster}
by_coast: {share: largest, where: dinghy, by: coast}
of_coasts: {known: survey, by: coast}
people: {total: crew}
people_by_coast: {total: crew, by: coast}
people_grossed: {total: crew, missing: grossed up, strata: coast}
"""

bodies = st.lists(st.tuples(st.sampled_from(COASTS), st.sampled_from(KINDS), st.integers(0, 40), st.booleans()), min_size=6, max_size=30)


def made_of(drawn: list[tuple[str, str, int, bool]], former: pd.DataFrame | None = None):
    """What bodies said, as it is printed after the gate."""
    names = [f"H{n:02}" for n in range(len(drawn))]
    rows = []
    for body, (_, kind, crew, silent) in zip(names, drawn):
        if not silent:
            rows += [answer(kind, "largest", "", body=body, choices=[kind]), answer(str(crew), "crew", "2023", body=body, cell="B9")]
    inputs = inputs_of(rows, tuple(names), None)
    inputs.register["coast"] = inputs.register["body"].map(dict(zip(names, (coast for coast, *_ in drawn))))
    metrics = declared_as(METRICS)
    made = derive("metrics.yml", metrics, inputs)
    told, found, _ = gate(metrics, made, inputs, RULE, {}, former)
    return made, *published(in_order("metrics.yml", metrics), made, inputs, told, found, RULE)


def held(least: float, most: float, low: float, high: float) -> bool:
    return least <= low + 1e-4 * max(1, low) and most >= high - 1e-4 * max(1, high)


@settings(max_examples=8, deadline=None, phases=SOON)
@given(bodies)
def test_what_a_survey_prints_gives_no_small_number_away(drawn: list[tuple[str, str, int, bool]]) -> None:
    made, shown, _ = made_of(drawn)
    answered = [d for d in drawn if not d[3]]
    for name, d in shown.items():
        if not math.isnan(d.interval.lower):
            assert d.interval.lower <= made[name].interval.lower + 1e-9 and d.interval.upper >= made[name].interval.upper - 1e-9
    counts, sums = Attacker(), Attacker(whole=False)
    coasts = sorted({d[0] for d in drawn})
    counts.learns({f"{c} {k}": 1.0 for c in coasts for k in KINDS}, len(answered), len(answered))
    counts.learns({f"asked {c}": 1.0 for c in coasts}, len(drawn), len(drawn))
    for c in coasts:
        counts.learns({f"asked {c}": 1.0} | {f"{c} {k}": -1.0 for k in KINDS}, 0.0)
        d = shown[f"of_coasts.{c}"]
        counts.learns({f"asked {c}": 1.0}, *d.interval)
        d = shown[f"by_coast.{c}"]
        if d.base:
            counts.learns({f"{c} dinghy": 1.0}, *(end * d.base for end in d.interval))
        if d.answered is not None:
            counts.learns({f"{c} {k}": 1.0 for k in KINDS}, d.answered, d.answered)
    n = len(answered)
    for k in KINDS if n else ():
        counts.learns({f"{c} {k}": 1.0 for c in coasts}, *(end * n for end in shown[f"kinds.{k}"].interval))
    if n:
        counts.learns({f"{c} {k}": 1.0 for c in coasts for k in ("ketch", "coaster")}, *shown["seagoing"].interval)
    true = lambda some: sum(1 for c, k, _, silent in drawn if not silent and f"{c} {k}" in some)  # noqa: E731
    wanted = [{f"{c} {k}": 1.0 for c in coasts} for k in KINDS] + [{f"{c} dinghy": 1.0} for c in coasts]
    wanted += [{f"{c} {k}": 1.0 for c in coasts for k in pair} for pair in itertools.combinations(KINDS, 2)]
    free = Attacker()  # what would be known if none of these were printed
    free.learns({f"{c} {k}": 1.0 for c in coasts for k in KINDS}, n, n)
    # Of a small number it is said that it is small, and so that it is not nought.
    said = [*wanted, *({f"{c} {k}": 1.0 for k in KINDS} for c in coasts), *({f"{c} {k}": 1.0 for k in KINDS[1:]} for c in coasts)]
    for some in [s for s in said if 1 <= true(s) <= FEW]:
        for a in (counts, free):
            a.learns(some, 1, FEW)
    for c in coasts:
        if 1 <= sum(d[0] == c for d in drawn) <= FEW:
            free.learns({f"{c} {k}": 1.0 for k in KINDS}, 0, FEW)
    for some in [w for w in wanted if 1 <= true(w) <= FEW]:
        low, high = free.range(some)
        assert held(*counts.range(some), max(1, low), min(FEW, high)), some
    # Sums: both ends are the same here, since all gave exact numbers.
    total = {c: sum(crew for coast, _, crew, silent in drawn if coast == c and not silent) for c in coasts}
    gave = {c: sum(crew > 0 for coast, _, crew, silent in drawn if coast == c and not silent) for c in coasts}
    weigh = {c: sum(d[0] == c for d in drawn) / max(1, sum(d[0] == c for d in answered)) for c in coasts}
    everywhere = all(any(d[0] == c for d in answered) for c in coasts)
    parts = {"people": dict.fromkeys(coasts, 1.0)} | {f"people_by_coast.{c}": {c: 1.0} for c in coasts}
    for name, vector in parts.items():
        if not math.isnan(shown[name].interval.lower):
            sums.learns(vector, *shown[name].interval)
    if everywhere and not math.isnan(shown["people_grossed"].interval.lower):
        sums.learns(weigh, *shown["people_grossed"].interval)
    few = [c for c in coasts if 1 <= gave[c] <= FEW]
    if sum(gave.values()) > FEW:
        for c in few:
            least, most = sums.range({c: 1.0})
            whole = sum(total.values())
            assert held(least, most, 0.8 * total[c], min(1.2 * total[c], whole)), c


@settings(max_examples=5, deadline=None, phases=SOON)
@given(bodies, st.integers(1, 3))
@example([("north", "coaster", 27, False), *[(coast, "dinghy", 6, False) for coast in (*COASTS, "north", "north")]], 1)
def test_what_was_printed_before_gives_nobody_away_who_answered_since(drawn: list[tuple[str, str, int, bool]], new: int) -> None:
    drawn = [(*d[:3], False) for d in drawn]
    before = [(*d[:3], n < new) for n, d in enumerate(drawn)]
    _, was, flags = made_of(before)
    rows = [
        {
            "metric": n,
            "lower": d.interval.lower,
            "upper": d.interval.upper,
            "answered": d.answered,
            "base": d.base,
            "hidden": flags.get(n, ""),
        }
        for n, d in was.items()
    ]
    _, now, _ = made_of(drawn, pd.DataFrame(rows))
    attacker = Attacker()
    for k in KINDS:
        then, since = was[f"kinds.{k}"], now[f"kinds.{k}"]
        attacker.learns({f"then {k}": 1.0}, *(end * then.base for end in then.interval))
        attacker.learns({f"then {k}": 1.0, f"new {k}": 1.0}, *(end * since.base for end in since.interval))
    pair = ("ketch", "coaster")
    attacker.learns({f"then {k}": 1.0 for k in pair}, *was["seagoing"].interval)
    attacker.learns({f"{when} {k}": 1.0 for k in pair for when in ("then", "new")}, *now["seagoing"].interval)
    attacker.learns({f"then {k}": 1.0 for k in KINDS}, len(drawn) - new, len(drawn) - new)
    attacker.learns({f"new {k}": 1.0 for k in KINDS}, new, new)
    shown_then = [k for k in KINDS if f"kinds.{k}" not in flags]
    for k in shown_then:
        least, most = attacker.range({f"new {k}": 1.0})
        # Where it is said that a number is small, less is possible, but it stays open.
        small = now[f"kinds.{k}"].interval.upper * now[f"kinds.{k}"].base <= FEW
        assert held(least, most, 0, new) or (small and most - least > 1 - 1e-4)
