"""The numbers, statements and figures that are others than in the accepted run, and their causes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from comparing import sizes
from comparing.because import Because
from comparing.causes import Cause
from comparing.record import Entries, Record
from study import Changes

ORDER = ("large", "moderate", "small", "new", "gone")


@dataclass(frozen=True, slots=True)
class Change:
    """size: large · moderate · small · new · gone. how: the change in words. verdicts: of a statement, before and now.
    unexplained: bodies whose part in it nothing explains."""

    kind: str  # statement · metric · figure
    name: str
    title: str
    before: str
    now: str
    size: str
    how: str
    causes: tuple[Cause, ...]
    ends: tuple[str, ...] = ("", "", "", "")  # lower and upper before, lower and upper now
    verdicts: tuple[str, str] = ("", "")
    unexplained: tuple[str, ...] = ()

    @property
    def flipped(self) -> bool:
        return self.verdicts[0] != self.verdicts[1]


@dataclass(frozen=True, slots=True)
class Comparison:
    """statements: the flipped ones first; all in the order of their size. causes: all that came, went or changed, with the
    changes that each has a part in, those that moved most first. answers: cause → the answers that it changed."""

    statements: list[Change]
    metrics: list[Change]
    figures: list[Change]
    causes: list[tuple[Cause, list[Change]]]
    answers: dict[Cause, list[str]]

    @property
    def changes(self) -> list[Change]:
        return [*self.statements, *self.metrics, *self.figures]


def compared(old: Record, new: Record, limits: Changes) -> Comparison:
    because = Because(old, new)
    metrics = {name: _metric(name, because, limits) for name in _names(new.metrics, old.metrics) if because.differs(name)}
    of_size = {name: change.size for name, change in metrics.items()}
    statements = [_statement(name, because, of_size) for name in _others(new.statements, old.statements)]
    figures = [_figure(name, because, of_size) for name in _others(new.figures, old.figures)]
    statements.sort(key=lambda s: (not s.flipped, ORDER.index(s.size)))
    ordered = [statements, *(sorted(found, key=lambda c: ORDER.index(c.size)) for found in (metrics.values(), figures))]
    moved: dict[Cause, list[Change]] = {cause: [] for cause in because.causes.values()}
    for change in (change for changes in ordered for change in changes):
        for cause in change.causes:
            moved[cause].append(change)
    causes = sorted(moved.items(), key=lambda item: _weight(item[1]), reverse=True)
    return Comparison(*ordered, causes, {cause: list(found) for cause, found in because.explains.items()})


def _names(new: Iterable[str], old: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*new, *old]))


def _others(new: Entries, old: Entries) -> list[str]:
    return [name for name in _names(new, old) if old.get(name) != new.get(name)]


def _weight(changes: list[Change]) -> tuple[int, ...]:
    """Those first that flipped a verdict, then by what they moved."""
    return sum(c.flipped for c in changes), *(sum(c.size == size for c in changes) for size in ORDER)


def _metric(name: str, because: Because, limits: Changes) -> Change:
    was, now = because.old.metrics.get(name), because.new.metrics.get(name)
    row = now or was or {}
    share = row.get("unit", "").startswith("share")
    before, after = (sizes.ends(entry or {}) for entry in (was, now))
    of = sizes.size(before, after, share, limits) if was and now else "new" if now else "gone"
    how = sizes.said(before, after, share) if was and now else ""
    answered = [f"{entry['answered']} of {entry['asked']}" if entry and entry.get("answered") else "" for entry in (was, now)]
    if how == "the same number" and all(answered) and answered[0] != answered[1]:
        how += f"; answered: {answered[0]} → {answered[1]}"
    texts = (_number(was), _number(now))
    ends = tuple((entry or {}).get(end, "") for entry in (was, now) for end in ("lower", "upper"))
    causes = because.metric(name)
    return Change("metric", name, row.get("title", name), *texts, of, how, causes, ends, unexplained=because.without_cause(name))


def _number(row: dict[str, str] | None) -> str:
    if not row:
        return ""
    unit = row.get("unit", "")
    return " ".join(filter(None, [row.get("text", ""), "" if unit.startswith("share") else unit]))


def _statement(name: str, because: Because, of_size: dict[str, str]) -> Change:
    was, now = because.old.statements.get(name, {}), because.new.statements.get(name, {})
    verdicts = (was.get("verdict", ""), now.get("verdict", ""))
    names = [metric for row in (was, now) for metric in row.get("metrics", "").split("; ")]
    size = _largest(names, of_size) if was and now else "new" if now else "gone"
    how = f"{verdicts[0] or 'not in it'} → {verdicts[1] or 'not in it'}" if verdicts[0] != verdicts[1] else verdicts[1]
    texts = (was.get("derived", ""), now.get("derived", ""))
    return Change("statement", name, (now or was).get("says", name), *texts, size, how, because.statement(name), verdicts=verdicts)


def _figure(name: str, because: Because, of_size: dict[str, str]) -> Change:
    was, now = because.old.figures.get(name), because.new.figures.get(name)
    if was and now and (was.get("data"), was.get("title")) == (now.get("data"), now.get("title")):
        how = "the same data, drawn otherwise"
    else:
        how = "other data" if was and now else ""
    names = [metric for entry in (was, now) for metric in (entry or {}).get("metrics", ())]
    values = [value for value in of_size if value in names or value.partition(".")[0] in names]
    size = _largest(values, of_size) if was and now else "new" if now else "gone"
    texts = ((was or {}).get("title", ""), (now or {}).get("title", ""))
    return Change("figure", name, texts[1] or texts[0], *texts, size, how, because.figure(name))


def _largest(metrics: list[str], of_size: dict[str, str]) -> str:
    found = [of_size[name] for name in metrics if name in of_size]
    return min((size if size in sizes.SIZES else "large" for size in found), key=ORDER.index, default="small")
