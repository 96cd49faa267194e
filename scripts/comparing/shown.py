"""What the page of changes shows: each change with its causes, each cause with the answers that it changed."""

from __future__ import annotations

from collections import Counter

import addresses
from auditing.text import Raw, anchor, interval, metric_href, visible, words
from comparing.causes import Cause
from comparing.changed import ORDER, Change, Comparison
from comparing.record import Record

FEW = 4  # causes beside a number, and numbers beside a cause: the others are counted
MOST = 200  # causes on the page: all are in results/changes.csv
ANSWERS = 8  # answers of one cause that are listed
TOLD = {"came": "new", "went": "gone"}


def contents(comparison: Comparison, old: Record, new: Record, raw: Raw) -> dict:
    """Links are seen from results/audit, as those of all pages are."""
    acting, idle = ([cause for cause in comparison.causes if bool(cause[1]) is acts] for acts in (True, False))
    places = {cause: f"cause-{n}" if n <= MOST else "causes" for n, (cause, _) in enumerate([*acting, *idle[:MOST]], 1)}
    in_pairs = _by_meaning(old), _by_meaning(new)
    causes, without = (
        [
            _cause(cause, changes, places[cause], comparison.answers.get(cause, []), old, new, in_pairs, raw)
            for cause, changes in found[:MOST]
        ]
        for found in (acting, idle)
    )
    sizes = {size: [_change(c, places, new) for c in comparison.metrics if c.size == size] for size in ORDER}
    return {
        "flipped": [_change(c, places, new) for c in comparison.statements if c.flipped],
        "statements": [_change(c, places, new) for c in comparison.statements if not c.flipped],
        "metrics": {size: found for size, found in sizes.items() if found},
        "figures": [_change(c, places, new) for c in comparison.figures],
        "causes": causes,
        "more_causes": len(acting) - len(causes),
        "idle": without,
        "more_idle": len(idle) - len(without),
        "code": any(cause.key[0] in ("code", "packages") for cause, _ in comparison.causes),
        "sums": _sums(comparison),
        "same": len(new.metrics) - sum(c.size != "gone" for c in comparison.metrics),
    }


def _sums(comparison: Comparison) -> list[tuple[str, int]]:
    flipped = sum(c.flipped for c in comparison.statements)
    sizes = Counter(c.size for c in comparison.metrics)
    kinds = Counter(cause.kind for cause, changes in comparison.causes)
    said = [("verdicts changed", flipped)]
    said += [(f"numbers changed, {size}" if size in ("large", "moderate", "small") else f"numbers {size}", sizes[size]) for size in ORDER]
    said += [("figures changed", len(comparison.figures)), ("files changed, new or gone", kinds["file"] + kinds["reference figures"])]
    others = sum(n for kind, n in kinds.items() if kind not in ("file", "reference figures"))
    return [(what, n) for what, n in [*said, ("other causes", others)] if n]


def _change(change: Change, places: dict[Cause, str], new: Record) -> dict:
    names = new.statements.get(change.name, {}).get("metrics", "").split("; ") if change.kind == "statement" else [change.name]
    links = [metric_href(name) for name in names if name in new.metrics]
    because = [
        {"name": _short(cause), "how": TOLD.get(cause.how, cause.how), "kind": cause.kind, "at": places[cause]} for cause in change.causes
    ]
    return {
        "name": change.name,
        "anchor": anchor(change.kind, change.name),
        "title": visible(change.title),
        "before": visible(change.before),
        "now": visible(change.now),
        "how": change.how,
        "size": change.size,
        "verdicts": change.verdicts,
        "href": links[0] if links else "",
        "because": because[:FEW],
        "more": max(0, len(because) - FEW),
        "unexplained": ", ".join(change.unexplained) if because else "",
    }


def _cause(
    cause: Cause, changes: list[Change], place: str, answers: list[str], old: Record, new: Record, in_pairs: tuple[dict, dict], raw: Raw
) -> dict:
    section, name = cause.key
    href = ""
    if section == "files" and name in new.files:
        href = raw.picture(name)
    elif section == "register" and "register.csv" in new.files:
        href = raw.picture("register.csv")
    elif section == "decisions":
        href = "index.html#by-hand"
    pairs = _pairs(answers, old, new, in_pairs, raw)
    if section == "decisions":  # it says itself why it leaves an answer out
        pairs = [pair | {"aside": pair["aside"] and "left out"} for pair in pairs]
    moved = [{"title": visible(c.title).rstrip("."), "how": c.how, "size": c.size, "at": anchor(c.kind, c.name)} for c in changes]
    return {
        "anchor": place,
        "kind": cause.kind,
        "name": visible(cause.name),
        "how": TOLD.get(cause.how, cause.how),
        "href": href,
        "details": " · ".join(visible(line, 300) for line in cause.details),
        "answers": pairs[:ANSWERS],
        "more_answers": max(0, len(pairs) - ANSWERS),
        "moves": moved[:FEW],
        "more_moves": max(0, len(moved) - FEW),
    }


def _short(cause: Cause) -> str:
    """A file is known by its body and its own name, a ruling by its body and cell, an entry of config by its own name."""
    section, name = cause.key
    if section == "files":
        return visible(name.partition("/")[2] or name)
    if section == "decisions":
        path, _, cell = addresses.parse(cause.name)
        return visible(f"{path.split('/')[1]} {cell}" if path.count("/") > 1 else cause.name)
    return visible(name.rpartition("/")[2] if section == "register" else cause.name.partition(" › ")[2] or cause.name)


# Answers: what stood in the place of one is found by what it means, since a new file has other cells ---------------------

Meaning = tuple[str, str, str]


def _meaning(answer: dict) -> Meaning:
    return answer["body"], answer.get("question", ""), answer.get("about", "")


def _by_meaning(record: Record) -> dict[Meaning, dict[str, dict]]:
    found: dict[Meaning, dict[str, dict]] = {}
    for address, answer in record.answers.items():
        if not answer.get("aside"):
            found.setdefault(_meaning(answer), {})[address] = answer
    return found


def _pairs(answers: list[str], old: Record, new: Record, in_pairs: tuple[dict, dict], raw: Raw) -> list[dict]:
    """What each answer said, and what it says now; one line where a file takes another's place, and for all that was ticked."""
    shown: dict[tuple, dict] = {}
    for address in answers:
        answer = new.answers.get(address) or old.answers[address]
        was, now = (_text(record.answers.get(address), usable.get(_meaning(answer), {})) for record, usable in zip((old, new), in_pairs))
        about = ", ".join(filter(None, (words(answer.get("question", "") or "a question that was not recognised"), answer.get("about"))))
        aside = visible(new.answers.get(address, {}).get("aside", ""), 200)
        line = {"body": visible(answer["body"]), "about": about, "was": was, "now": now, "aside": aside}
        if was != now or aside:
            shown.setdefault(tuple(line.values()), line | {"href": raw.cell(address) if address in new.answers else ""})
    return list(shown.values())


def _text(answer: dict | None, usable: dict[str, dict]) -> str:
    """An answer in words; where there is none at its place, the one that means the same. usable: those of its meaning."""
    ticked = dict.fromkeys(option for other in usable.values() for option in other.get("choices", ()))
    if ticked:
        return ", ".join(map(words, ticked))
    answer = answer or next(iter(usable.values()), None)
    if answer is None:
        return "nothing"
    said = ", ".join(map(words, answer.get("choices", ()))) or interval(answer.get("lower"), answer.get("upper"))
    other = {"unread": "not read", "exact": "nothing ticked"}.get(answer["status"], words(answer["status"]))
    return visible(said or other)
