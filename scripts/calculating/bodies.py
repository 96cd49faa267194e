"""What each body puts into each metric, as formulas over the answers: one block of lines a value of a metric.

Each line has its cells by column of the sheet Bodies. A cell is a formula, which begins with `=`, and what it gives now; or
what was written: text or a number.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

import pandas as pd

from calculating.references import ANSWERS, ASIDE, CHOICES, LOWER, NO_LIMIT, UPPER, number, quoted
from calculating.tables import Sums
from deriving.conditions import options_of
from deriving.declared import Metric
from deriving.derived import Asked, Derived
from deriving.inputs import OF_OPTIONS, Given, Inputs, Interval
from deriving.tables import Over
from study import NUMERIC

# Columns of the sheet Bodies.
METRIC, BODY, NAME, LEAST, MOST, COUNTS, CERTAINLY, POSSIBLY, WEIGHT, HOW = "ABCDEFGHIJ"
PLAIN, LEFT, AGAINST = ("K", "L"), ("M", "N"), "O"
STRATUM, ALIKE, ANSWERED, WINS, MORE = "P", "Q", "R", ("S", "T"), ("U", "V")

NUMBERS = "This number does not follow a change: no formula says it. "


@dataclass(frozen=True, slots=True)
class Formula:
    text: str
    value: float | str


Cell = Formula | float | str


@dataclass(slots=True)
class Line:
    body: str
    cells: dict[str, Cell]
    problem: str = ""


@dataclass(slots=True)
class Block:
    """The lines of one value of a metric. first: the row of its first line."""

    metric: str
    asked: Asked
    first: int
    lines: list[Line] = field(default_factory=list)

    @property
    def last(self) -> int:
        return self.first + len(self.lines) - 1

    def of(self, column: str, sheet: str = "Bodies!") -> str:
        return f"{sheet}${column}${self.first}:${column}${self.last}"

    @property
    def either(self) -> int:
        """Of how many bodies of a tendency nobody knows on which side they are."""
        return sum(line.cells[POSSIBLY] == 1.0 and line.cells[COUNTS] == 1.0 for line in self.lines)

    @property
    def problems(self) -> int:
        return sum(bool(line.problem) for line in self.lines)


def summed_as(metric: Metric) -> tuple:
    """What sums over one table have in common that are found together."""
    return metric.question, tuple(sorted(metric.over)), metric.period


def overs_of(made: dict[str, Derived]) -> dict[tuple, list[Over]]:
    found: dict[tuple, list[Over]] = {}
    for derived in made.values():
        metric = derived.asked_for.metric
        if metric.question and metric.over not in found.setdefault(summed_as(metric), []):
            found[summed_as(metric)].append(metric.over)
    return found


@dataclass(slots=True)
class Writer:
    """rows: of each answer in the sheet Answers; spans: first and last row of what a body said, by question and body. replies
    and register: rows of these sheets, by body and question, and by collection and body."""

    inputs: Inputs
    rows: dict[str, int]
    spans: dict[tuple[str, str], tuple[int, int]]
    replies: dict[tuple[str, str], int]
    register: dict[tuple[str, str], int]
    columns: dict[str, str]  # column of the register → column of the sheet Register
    overs: dict[tuple, list[Over]]  # what is summed of a question, by `summed_as`: of each body in one go
    kept: dict[tuple, int] = field(default_factory=dict)  # where the numbers of a body stand already
    sums: dict[tuple, Sums] = field(default_factory=dict)

    def block(self, name: str, derived: Derived, first: int) -> Block | None:
        """The block of one value; None for a verb that asks no bodies."""
        asked = derived.asked_for
        question = asked.metric.question
        if question is None:
            return None
        block = Block(name, asked, first)
        collection = asked.inputs.collection(question)
        bodies = asked.inputs.bodies(collection)
        if asked.metric.replies:
            return self._replied(block, derived, bodies)
        given = asked.inputs.per_body(question, asked.metric.over, asked.metric.period)
        shares = {share.body: share for share in derived.contributions}
        last = first + len(given) - 1
        for n, (body, g) in enumerate(given.items()):
            row = first + n
            share = shares.get(body) if g.answered else None
            cells, problem = self._gave(asked, body, g, row)
            if share and asked.metric.cap is not None and LEAST in cells:
                cells[MOST] = _capped(cells, row, asked.inputs.asked(question).cap, asked.metric.cap, share.upper)
            cells |= self._counted(asked, body, g, share.meets if share else "no", row)
            cells |= self._weighed(asked, collection, body, row, (first, last), share.weight if share else 0.0)
            if asked.metric.tendency:
                cells |= _wins(row, first, last)
            cells |= {METRIC: name, BODY: body, NAME: self._name(collection, body)}
            block.lines.append(Line(body, cells, problem))
        return block

    def _name(self, collection: str, body: str) -> Cell:
        return Formula(f"=Register!C{self.register[collection, body]}", "")

    def _replied(self, block: Block, derived: Derived, bodies: pd.DataFrame) -> Block:
        collection = block.asked.inputs.collection(block.asked.metric.replies)
        for share in derived.contributions:
            row = self.replies[share.body, block.asked.metric.replies]
            met = Formula(f"=IF(Replies!C{row}={quoted(block.asked.which)},1,0)", float(share.meets == "yes"))
            cells: dict[str, Cell] = {METRIC: block.metric, BODY: share.body, NAME: self._name(collection, share.body)}
            cells |= {COUNTS: 1.0, CERTAINLY: met, POSSIBLY: met, WEIGHT: 1.0, HOW: "its reply"}
            block.lines.append(Line(share.body, cells))
        return block

    # What a body gave --------------------------------------------------------------------------------------------

    def _gave(self, asked: Asked, body: str, given: Given, row: int) -> tuple[dict[str, Cell], str]:
        """Its number, and how that comes from its answers."""
        metric = asked.metric
        question = asked.inputs.asked(metric.question)
        if question.kind in OF_OPTIONS:
            how = "its options" if given.options else "answered, but not in a way that can be used" if given.lost else "no answer"
            return {HOW: how}, ""
        if given.value is None:
            return {HOW: "no answer"}, ""
        if given.lost:
            return _fixed(given.value, "answered, but not in a way that can be used: anything that the question allows"), ""
        key = (metric.question, tuple(sorted(metric.over.items())), metric.period, body)
        value = given.value
        if key in self.kept:
            at = self.kept[key]
            cells = {column: Formula(f"={column}{at}", _finite(end)) for column, end in zip((LEAST, MOST), value)}
            cells[HOW], problem = f"as in line {at}", ""
        elif question.kind == "table":
            cells, problem = self._summed(asked, body, value, row)
        else:
            said = asked.inputs.said_by(metric.question, body)
            [answer] = [a.answer for a in said.answers if not a.set_aside and a.status in NUMERIC]
            columns = zip((LEAST, MOST), (LOWER, UPPER), value)
            cells = {column: Formula(f"={ANSWERS}!{there}{self.rows[answer]}", _finite(end)) for column, there, end in columns}
            cells[HOW], problem = "its answer", ""
        if metric.cap is None:
            self.kept.setdefault(key, row)
        return cells, problem

    def _summed(self, asked: Asked, body: str, value: Interval, row: int) -> tuple[dict[str, Cell], str]:
        said = asked.inputs.said_by(asked.metric.question, body)
        period = next(p for p in said.periods(asked.metric.period) if said.tables.printed(p))
        overs = self.overs[summed_as(asked.metric)]
        if (key := (body, summed_as(asked.metric))) not in self.sums:
            self.sums[key] = Sums(said.tables, overs, period, self.rows)
        found = self.sums[key].sum(overs.index(asked.metric.over), value)
        if found is None:
            problem = f"{NUMBERS}Its answers of {period} are a linear programme with totals that contradict each other, or too long."
            return _fixed(value, problem), problem
        cells: dict[str, Cell] = {c: Formula(f"={text}", _finite(end)) for c, text, end in zip(PLAIN, found.plain, found.plainly)}
        if found.left is None:
            cells |= {c: Formula(f"={p}{row}", _finite(end)) for c, p, end in zip((LEAST, MOST), PLAIN, value)}
        else:
            cells |= {c: Formula(f"={text}", _finite(end)) for c, text, end in zip(LEFT, found.left, found.leaving)}
            cells[AGAINST] = Formula(f"=IF({found.against},1,0)", "")
            low, high = f"MAX({PLAIN[0]}{row},{LEFT[0]}{row})", f"MIN({PLAIN[1]}{row},{LEFT[1]}{row})"
            # Totals that contradict what they sum say nothing of it.
            for column, plain, tight, end in zip((LEAST, MOST), PLAIN, (low, high), value):
                cells[column] = Formula(f"=IF(OR({AGAINST}{row}=1,{low}>{high}+0.000000001),{plain}{row},{tight})", _finite(end))
        totals = f", and what {found.totals} printed total{'s' * (found.totals > 1)} leave" if found.left else ""
        cells[HOW] = f"its answers of {period}{totals}. {found.problem}".strip()
        return cells, found.problem

    # Whether it counts -------------------------------------------------------------------------------------------

    def _counted(self, asked: Asked, body: str, given: Given, meets: str, row: int) -> dict[str, Cell]:
        """Whether a body answered, whether it certainly meets the condition, and whether it possibly does."""
        metric, inputs = asked.metric, asked.inputs
        certain, possible = float(meets == "yes"), float(meets != "no")
        if metric.tendency:
            [(having, option)] = metric.having.items()
            groups = inputs.per_body(having, {}, ())
            if given.value is None or body not in groups:
                return {COUNTS: 0.0, CERTAINLY: 0.0, POSSIBLY: 0.0}
            # derive keeps no share of a body that may stand in either group
            known = self._ticked(inputs, having, body, groups[body], option)
            return dict(zip((COUNTS, CERTAINLY, POSSIBLY), known))
        question = inputs.asked(metric.question)
        if question.kind in OF_OPTIONS:
            where = asked.which if metric.distribution else metric.where
            return dict(zip((COUNTS, CERTAINLY, POSSIBLY), self._ticked(inputs, metric.question, body, given, where)))
        if not given.answered:
            return {COUNTS: 0.0, CERTAINLY: 0.0, POSSIBLY: 0.0}
        if metric.where is None:
            return {COUNTS: 1.0}
        found = re.fullmatch(r"(\d+) or more", metric.where)
        sign, limit = (">=", found[1]) if found else re.fullmatch(r"(<=|>=|<|>)\s*(.+)", metric.where).groups()
        first, last = (LEAST, MOST) if sign in (">", ">=") else (MOST, LEAST)
        ends = ((CERTAINLY, first, certain), (POSSIBLY, last, possible))
        return {COUNTS: 1.0} | {c: Formula(f"=IF({end}{row}{sign}{limit},1,0)", now) for c, end, now in ends}

    def _ticked(self, inputs: Inputs, question: str, body: str, given: Given, where: str) -> tuple[Cell, Cell, Cell]:
        """The same of a question with options, by what the body ticked. What could not be used may be any of them."""
        if (question, body) not in self.spans:
            # all that it said was left unread
            return (float(given.answered), 0.0, float(given.answered))
        first, last = self.spans[question, body]
        ticks, aside = (f"{ANSWERS}!${c}${first}:${c}${last}" for c in (CHOICES, ASIDE))
        doubtful = given.aside > 0

        def names(option: str) -> str:
            option = re.sub(r"([~*?])", r"~\1", option)
            return f"COUNTIFS({ticks},{quoted(f'*;{option};*')},{aside},{quoted('')})"

        options = options_of(inputs.asked(question))
        if found := re.fullmatch(r"(\d+) or more", where):
            met = "+".join(f"MIN(1,{names(option)})" for option in options) + f">={found[1]}"
            is_met = len(given.options or ()) >= int(found[1])
        else:
            met = "+".join(names(option) for option in where.split(" or ")) + ">0"
            is_met = not (given.options or frozenset()).isdisjoint(where.split(" or "))
        any_ = f"COUNTIFS({ticks},{quoted('*;*')},{aside},{quoted('')})>0"
        counts = 1.0 if doubtful else Formula(f"=IF({any_},1,0)", float(given.answered))
        return (counts, Formula(f"=IF({met},1,0)", float(is_met)), 1.0 if doubtful else Formula(f"=IF({met},1,0)", float(is_met)))

    # What it weighs ----------------------------------------------------------------------------------------------

    def _weighed(self, asked: Asked, collection: str, body: str, row: int, span: tuple[int, int], now: float) -> dict[str, Cell]:
        first, last = span
        metric = asked.metric
        counts = f"${COUNTS}${first}:${COUNTS}${last}"
        if metric.missing != "grossed up":
            return {WEIGHT: Formula(f"={COUNTS}{row}", now)}
        if not metric.strata:
            return {WEIGHT: Formula(f"=IF({COUNTS}{row}=1,ROWS({counts})/SUM({counts}),0)", now)}
        strata, answered = f"${STRATUM}${first}:${STRATUM}${last}", f"${ANSWERED}${first}:${ANSWERED}${last}"
        beyond = f"ROWS({counts})/SUMPRODUCT(--({answered}>0))"
        there = f"Register!{self.columns[metric.strata]}{self.register[collection, body]}"
        return {
            STRATUM: Formula(f'={there}&""', ""),
            ALIKE: Formula(f"=SUMPRODUCT(--EXACT({strata},{STRATUM}{row}))", ""),
            ANSWERED: Formula(f"=SUMPRODUCT(EXACT({strata},{STRATUM}{row})*{counts})", ""),
            # A stratum in which nobody answered is taken to be like all.
            WEIGHT: Formula(f"=IF({COUNTS}{row}=1,{ALIKE}{row}/{ANSWERED}{row}*{beyond},0)", now),
        }


def _wins(row: int, first: int, last: int) -> dict[str, Cell]:
    """How many pairs a body with the answer of `having` certainly wins, and one without it; equals count half. A body that may
    be on either side stands with the others, and MORE is what changes if it goes over."""
    counts, certainly, possibly = (f"${c}${first}:${c}${last}" for c in (COUNTS, CERTAINLY, POSSIBLY))
    sides = f"{counts}*{certainly}", f"{counts}*(1-{possibly})"
    own = f"{COUNTS}{row}*{CERTAINLY}{row}=1", f"{COUNTS}{row}*(1-{POSSIBLY}{row})=1"
    is_either = f"{COUNTS}{row}*({POSSIBLY}{row}-{CERTAINLY}{row})=1"
    least, most = (f"${c}${first}:${c}${last}" for c in (LEAST, MOST))
    found: dict[str, Cell] = {}
    for side, (won, more) in enumerate(zip(WINS, MORE)):
        mine, theirs = sides[side], sides[1 - side]
        wins = f"SUMPRODUCT({theirs}*(({LEAST}{row}>{most})+0.5*({LEAST}{row}={most})))"
        loses = f"SUMPRODUCT({mine}*(({least}>{MOST}{row})+0.5*({least}={MOST}{row})))"
        found[won] = Formula(f"=IF({own[side]},{wins},IF({is_either},{loses},0))", "")
        found[more] = Formula(f'=IF({is_either},{wins}-{loses},"")', "")
    return found


def _fixed(value: Interval, how: str) -> dict[str, Cell]:
    return {LEAST: _finite(value.lower), MOST: _finite(value.upper), HOW: how}


def _capped(cells: dict[str, Cell], row: int, cap: float | None, to: float, now: float) -> Cell:
    """The upper end of an open answer such as "over 300" with another cap than the question's."""
    most = cells[MOST].text[1:] if isinstance(cells[MOST], Formula) else number(cells[MOST])
    if cap is None:
        return cells[MOST]
    least = f"{LEAST}{row}"
    is_open = f"OR({most}={number(cap)},{most}={number(NO_LIMIT)})"
    return Formula(f"=IF(AND({is_open},{least}<>{number(cap)}),MAX({number(to)},{least}),{most})", _finite(now))


def _finite(end: float) -> float:
    return NO_LIMIT if math.isinf(end) else float(end)
