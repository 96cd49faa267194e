"""Each verb of config/metrics.yml as a pair of formulas: the lower and the upper end of a metric.

Those that ask bodies are over a block of the sheet Bodies, those that are made of metrics over cells of the sheet Metrics.
A formula gives an empty text where a run says "not known", and NO_LIMIT where there is no upper end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from calculating.bodies import CERTAINLY, COUNTS, LEAST, MORE, MOST, POSSIBLY, WEIGHT, WINS, Block
from calculating.references import NO_LIMIT, number, quoted
from deriving.derived import Derived

Ends = tuple[str, str]
LOWER, UPPER = "D", "E"  # columns of the sheet Metrics


@dataclass(frozen=True, slots=True)
class Sheets:
    """Where things stand: metrics and figures by name and address, register's columns by name, and its last line."""

    metrics: dict[str, int]
    figures: dict[str, int]
    columns: dict[str, str]
    register: int

    def ends(self, name: str) -> Ends:
        return f"{LOWER}{self.metrics[name]}", f"{UPPER}{self.metrics[name]}"


# Over bodies --------------------------------------------------------------------------------------------------------


def count(block: Block) -> Ends:
    weight, silent = block.of(WEIGHT), _silent(block)
    return f"SUMPRODUCT({block.of(CERTAINLY)},{weight})", f"SUMPRODUCT({block.of(POSSIBLY)},{weight}){silent}"


def share(block: Block) -> Ends:
    rows, counted = f"ROWS({block.of(COUNTS)})", f"SUM({block.of(COUNTS)})"
    base = counted if block.asked.metric.missing == "reported" else rows
    ends = tuple(f"({end})/{base}" for end in count(block))
    return ends if block.asked.metric.missing == "bounded" else _where(f"{counted}>0", ends)


def total(block: Block) -> Ends:
    ends = f"SUMPRODUCT({block.of(LEAST)},{block.of(WEIGHT)})", f"SUMPRODUCT({block.of(MOST)},{block.of(WEIGHT)})"
    metric, inputs = block.asked.metric, block.asked.inputs
    if metric.missing != "bounded":
        return _where(f"SUM({block.of(COUNTS)})>0", ends)
    limits = inputs.limits(metric.total)
    cap = inputs.asked(metric.total).cap if metric.cap is None else metric.cap
    each = limits.lower, min(NO_LIMIT, limits.upper if cap is None else cap)
    return tuple(f"{end}{_silent(block)}*{number(limit)}" for end, limit in zip(ends, each))


def median(block: Block) -> Ends:
    return _of_numbers(block, f"MEDIAN({block.of(LEAST)})", f"MEDIAN({block.of(MOST)})")


def smallest(block: Block) -> Ends:
    return _of_numbers(block, f"MIN({block.of(LEAST)})", f"MIN({block.of(MOST)})")


def largest(block: Block) -> Ends:
    return _of_numbers(block, f"MAX({block.of(LEAST)})", f"MAX({block.of(MOST)})")


def range_(block: Block) -> Ends:
    return _of_numbers(block, f"MIN({block.of(LEAST)})", f"MAX({block.of(MOST)})")


def tendency(block: Block) -> Ends:
    """Those of whom nobody knows on which side they are go where they leave the fewest pairs won: of each number of them that
    may be among the first, those with whom it is the fewest."""
    first = f"SUMPRODUCT({block.of(COUNTS)},{block.of(CERTAINLY)})"
    others = f"SUMPRODUCT({block.of(COUNTS)}*(1-{block.of(POSSIBLY)}))"
    either = f"SUMPRODUCT({block.of(COUNTS)}*({block.of(POSSIBLY)}-{block.of(CERTAINLY)}))"
    least = []
    for (mine, theirs), won, more in zip(((first, others), (others, first)), WINS, MORE):
        shares = []
        for n in range(block.either + 1):
            moved = "".join(f"+SMALL({block.of(more)},{k})" for k in range(1, n + 1))
            shares.append(f"IFERROR((SUM({block.of(won)}){moved})/(({mine}+{n})*({theirs}+{either}-{n})),1)")
        least.append(f"MIN({','.join(shares)})" if len(shares) > 1 else shares[0])
    return _where(f"{first}*{others}>0", (least[0], f"1-{least[1]}"))


def _silent(block: Block) -> str:
    """The silent bodies, each of which may be anything."""
    return f"+(ROWS({block.of(COUNTS)})-SUM({block.of(COUNTS)}))" if block.asked.metric.missing == "bounded" else ""


def _of_numbers(block: Block, low: str, high: str) -> Ends:
    return _where(f"COUNT({block.of(LEAST)})>0", (low, high))


def _where(condition: str, ends: Ends) -> Ends:
    low, high = (f'IF({condition},{end},"")' for end in ends)
    return low, high


# Over metrics, figures and the register -----------------------------------------------------------------------------


def known(derived: Derived, sheets: Sheets) -> Ends:
    wanted = [("collection", derived.asked_for.metric.known), *derived.asked_for.inputs.told_by]
    named = [(sheets.columns[column], value) for column, value in wanted]
    met = "*".join(f"EXACT(Register!${c}$2:${c}${sheets.register},{quoted(value)})" for c, value in named)
    return (f"SUMPRODUCT(1*{met})",) * 2


def reference(derived: Derived, sheets: Sheets) -> Ends:
    row = sheets.figures[next(source for role, source in derived.lineage if role == "reference")]
    return f"References!C{row}", f'IF(References!D{row}="",References!C{row},References!D{row})'


def multiply(derived: Derived, sheets: Sheets) -> Ends:
    return _made("*", derived, sheets)


def add(derived: Derived, sheets: Sheets) -> Ends:
    return _made("+", derived, sheets)


def ratio(derived: Derived, sheets: Sheets) -> Ends:
    (low, high), *parts = (sheets.ends(name) for name in derived.of)
    if not parts:
        return '""', '""'
    by_low, by_high = ("*".join(part[end] for part in parts) for end in (0, 1))
    lower, upper = f'IF({by_high}=0,"",{low}/({by_high}))', f"IF({by_low}=0,{number(NO_LIMIT)},{high}/({by_low}))"
    return f'IFERROR({lower},"")', f'IFERROR({upper},"")'


def ranking(derived: Derived, sheets: Sheets) -> Ends:
    [mine] = derived.of
    rows = [row for name, row in sheets.metrics.items() if name.partition(".")[0] == mine.partition(".")[0]]
    low, high = sheets.ends(mine)
    lows, highs = (f"${c}${rows[0]}:${c}${rows[-1]}" for c in (LOWER, UPPER))
    # What is not known may stand above, and has itself no place.
    above, perhaps = f"SUMPRODUCT(ISNUMBER({lows})*({lows}>{high}))", f"SUMPRODUCT(1-ISNUMBER({highs})*({highs}<{low}))"
    return _where(f"ISNUMBER({high})", (f"1+{above}", perhaps))


def _made(sign: str, derived: Derived, sheets: Sheets) -> Ends:
    ends = zip(*(sheets.ends(name) for name in derived.of))
    low, high = (f'IFERROR({sign.join(cells)},"")' for cells in ends)
    return low, high


OVER_BODIES: dict[str, Callable[[Block], Ends]] = {
    "count": count,
    "share": share,
    "distribution": share,
    "total": total,
    "median": median,
    "range": range_,
    "smallest": smallest,
    "largest": largest,
    "tendency": tendency,
    "replies": count,
}
OTHERS: dict[str, Callable[[Derived, Sheets], Ends]] = {
    "known": known,
    "reference": reference,
    "multiply": multiply,
    "add": add,
    "ratio": ratio,
    "ranking": ranking,
}


def ends(derived: Derived, block: Block | None, sheets: Sheets) -> Ends:
    """The formulas of a metric's two ends, without `=`. A block without lines is one that nobody was asked."""
    verb = derived.asked_for.metric.verb
    if block is None:
        return OTHERS[verb](derived, sheets)
    return OVER_BODIES[verb](block) if block.lines else ('""', '""')
