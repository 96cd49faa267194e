"""When each body was asked, when a reply was due, what came, and whom to chase first."""

import datetime as dt
import math
from collections import Counter, defaultdict
from dataclasses import dataclass

import pandas as pd

import addresses
from recognising.phrases import SCOTTISH
from study import Study
from working_days import FOIA, FOISA, act_of, between, due

COLUMNS = ["collection", "body", "name", "nation", "asked", "due", "replied", "days", "over", "status", "refused", "chase", "narrows"]
COLUMNS += ["became", "note", "as_of", "as_of_is"]
REPLIED = ("on time", "late", "replied", "unclear")
OWING = ("overdue", "waiting")
NOT_COUNTED = ("asked again", "not asked")
# What shows that a body replied, whatever the register says.
SAID = ("answered", "partly", "not_held", "refused")
NAMED = 3  # metrics that are named of a body


@dataclass(frozen=True, slots=True)
class Narrows:
    """What a body's answer would do. decides: the undetermined statements that rest on it; share: of the widths of all metrics,
    how many it would take away."""

    decides: int
    share: float
    text: str


def narrows(chase: pd.DataFrame, metrics: pd.DataFrame, statements: pd.DataFrame) -> dict[tuple[str, str], Narrows]:
    """Collection and body → what its answer would do. The tables as in results/, all as text."""
    units, ends = metrics.set_index("metric")["unit"], metrics.set_index("metric")[["lower", "upper"]]
    width = {m: float(upper or "inf") - float(lower or "-inf") for m, lower, upper in ends.itertuples()}
    open_ = [s for s in statements.itertuples() if s.verdict == "undetermined"]
    endless = Counter(chase.loc[chase["widens"] == "", "metric"])
    found = {}
    for key, rows in chase.groupby(["collection", "body"], sort=False):
        shares = {}
        for row in rows.itertuples():
            by = row.text.replace("%", " percentage points") if "%" in row.text else f"{row.text} {units[row.metric]}".strip()
            by = "" if row.text in ("no limit", "0", "0%") else f" by {by}"
            shares[row.metric] = (_share(row, width[row.metric], endless[row.metric]), f"{row.metric}{by}".strip())
        first = [text for _, text in sorted(shares.values(), key=lambda one: -one[0])[:NAMED]]
        more = f" and {len(shares) - NAMED} more" if len(shares) > NAMED else ""
        decides = sum(not shares.keys().isdisjoint(s.metrics.split("; ")) for s in open_)
        found[key] = Narrows(decides, math.fsum(share for share, _ in shares.values()), ", ".join(first) + more)
    return found


def _share(row, width: float, endless: int) -> float:
    """Of a metric's width, how much the answer would take away. What has no end has none as long as one of `endless` is missing."""
    if not row.widens:
        return 1 / endless
    return min(float(row.widens) / width, 1.0) if 0 < width < math.inf else 0.0


def today(study: Study, register: pd.DataFrame) -> tuple[str, str]:
    """The day on which a request counts as overdue or not, and where it is from. Never the clock's: the same returns are to give
    the same results on any day."""
    last, declared = max([*register["asked"], *register["replied"]], default=""), study.settings.as_of or ""
    if declared and declared >= last:
        return declared, "as_of in config/study.yml"
    why = "which as_of in config/study.yml is before" if declared else "since config/study.yml has no as_of"
    return last, f"the last day in the register, {why}"


def requests(
    study: Study,
    register: pd.DataFrame,
    predecessors: pd.DataFrame,
    replies: pd.DataFrame,
    sent: set[tuple[str, str]],
    narrowed: dict[tuple[str, str], Narrows],
) -> pd.DataFrame:
    """A row a line of the register: COLUMNS. due: the last day for a reply; days: working days from the day after it was asked to
    the reply, or until now; over: those after the due day; chase: 1 is whom to ask first, by `narrows`.

    register: all lines, also of bodies that others succeeded; sent: collection and folder of all that files came from.
    """
    now, why = today(study, register)
    became = dict(zip(zip(predecessors["collection"], predecessors["body"]), predecessors["became"]))
    asked = set(zip(*(register.loc[register["asked"] != "", name] for name in ("collection", "body"))))
    successors = {(collection, body) for (collection, _), body in became.items()}
    said = defaultdict(list)
    for row in replies.itertuples():
        said[row.collection, row.body].append(row)
    rows = []
    for line in register.itertuples():
        successor = became.get((line.collection, line.body), "")
        stands = (line.collection, successor or line.body)
        its = said[stands]
        again = bool(successor) and stands in asked
        row = {name: getattr(line, name) for name in ("collection", "body", "name", "nation", "asked", "replied")} | {"became": successor}
        # What came of a request to a predecessor is told in that one's line, and of another's in the other's.
        own = (line.collection, line.body) in sent if successor else line.asked or (line.collection, line.body) not in successors
        row |= _timed(line, study, now, again, bool(own) and any(r.status in SAID for r in its))
        row["refused"] = "" if successor else "; ".join(_refused(r, line.nation) for r in its if r.status == "refused")
        row["narrows"] = narrowed[stands].text if stands in narrowed and not again else ""
        row["note"] = " ".join([*row["note"], *_notes(line, row, its, sent, became)])
        rows.append(row)
    table = pd.DataFrame(rows, columns=COLUMNS).assign(as_of=now, as_of_is=why)
    table["chase"] = _ranks(table, narrowed)
    return table.astype(dict.fromkeys(("days", "over", "chase"), "Int64"))


def _timed(line, study: Study, now: str, again: bool, said: bool) -> dict:
    """due, days, over and status of one line, and what is to be said of them."""
    allowed, act = study.settings.requests.get(line.collection), act_of(line.nation)
    asked, replied, end = (dt.date.fromisoformat(d) if d else None for d in (line.asked, line.replied, line.replied or now))
    note, last = [], None
    if allowed and allowed.closes:
        last = dt.date.fromisoformat(allowed.closes)
    elif allowed and asked:
        days = {due(asked, allowed.working_days, one) for one in ([act] if act else [FOIA, FOISA])}
        last = days.pop() if len(days) == 1 else None
        if last is None:
            note.append(f"The register says no nation that is known, and by the Acts it is due on {' or '.join(map(str, sorted(days)))}.")
    if replied and asked and replied < asked:
        status = "unclear"
        note.append("It replied before it was asked, by the register: one of the two days is wrong.")
    elif replied:
        status = "replied" if last is None else "on time" if replied <= last else "late"
    elif again:
        status = "asked again"
    elif said:
        status = "replied"
        note.append("What it sent was read, and the register has no day of its reply: write it there.")
    elif not asked:
        status = "not asked"
    else:
        status = "overdue" if last and end > last else "waiting"
    timed = asked is not None and (replied or status in OWING) and status != "unclear"
    days = between(asked, end, act or FOIA) if timed else None
    over = between(last, end, act or FOIA) if last and status in ("late", "overdue") else None
    return {"due": last.isoformat() if last else "", "days": days, "over": over, "status": status, "note": note}


def _refused(reply, nation: str) -> str:
    act = FOISA if SCOTTISH.search(reply.quote) else act_of(nation)
    if not reply.section:
        return f"{reply.question}: no section was given"
    return f"{reply.question}: section {reply.section}" + (f" of the {act.name}" if act else "")


def _notes(line, row: dict, said: list, sent: set[tuple[str, str]], became: dict[tuple[str, str], str]) -> list[str]:
    notes = []
    was = [body for (collection, body), now in became.items() if (collection, now) == (line.collection, line.body)]
    if row["status"] == "asked again":
        notes.append(f"Asked again as {row['became']}.")
    elif row["became"]:
        notes.append(f"Now {row['became']}{': chase that' if row['status'] in OWING else ''}.")
    if row["status"] == "not asked" and was:
        notes.append(f"Asked as {' and '.join(was)}.")
    if row["status"] in OWING and any(r.status == "clarification" for r in said):
        notes.append("It asked what was meant: until it has an answer, no days count.")
    if row["status"] in OWING and (line.collection, line.body) in sent:
        notes.append("Files of it are here, and no answer, refusal or other reply was found in them.")
    silent = all(r.status in ("unknown", "no_answer") for r in said)
    if line.replied and silent and not {(line.collection, body) for body in (line.body, *was)} & sent:
        notes.append(f"It replied, by the register, and no file of it is here: put it into {line.collection}/{line.body}/.")
    return notes


def _ranks(table: pd.DataFrame, narrowed: dict[tuple[str, str], Narrows]) -> list[int | None]:
    """Of those who owe a reply and whose answer would narrow something: 1 for the one to ask first. Predecessors stand for those who
    succeeded them."""
    owing = {}
    for row in table[table["status"].isin(OWING) & (table["narrows"] != "")].itertuples():
        found = narrowed[row.collection, row.became or row.body]
        owing[row.Index] = (-found.decides, -round(found.share, 9), row.collection, row.body)
    ranks = {index: n for n, index in enumerate(sorted(owing, key=owing.get), start=1)}
    return [ranks.get(index) for index in table.index]


def table(study: Study, bodies: pd.DataFrame, gone: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """requests.csv, in the order of the register's lines. tables: replies, returns, chase, metrics and statements,
    as texts. gone: the predecessors."""
    register = pd.concat([bodies, gone], ignore_index=True).sort_values("address", key=_lines, kind="stable").reset_index(drop=True)
    sent = set(zip(tables["returns"]["collection"], tables["returns"]["body"]))
    narrowed = narrows(tables["chase"], tables["metrics"], tables["statements"])
    return requests(study, register, gone, tables["replies"], sent, narrowed)


def _lines(found: pd.Series) -> pd.Series:
    return found.map(lambda address: addresses.place(addresses.parse(address).cell)[0] if address else 0)
