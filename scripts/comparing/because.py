"""Why a number is another one than in the accepted run: from the number through what each body put into it to the answers that
changed, and from those to the file, ruling, setting or code that changed them. What nothing explains has no cause."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, cached_property

import addresses
from comparing.causes import Cause, Causes, causes
from comparing.record import Record

# Fields of a question that decide how its answers are computed with; the others decide what is recognised as an answer.
COMPUTED = frozenset({"cap", "at_least", "at_most", "blank", "options", "kind", "by", "unit", "period", "periods"})
ONLY_WORDS = frozenset({"title", "why", "beside"})  # of a metric: they change no number
DESCRIBING = frozenset({"name", "request", "asked", "replied", "note"})  # columns of the register that decide nobody's being asked
NUMBER = ("lower", "upper", "unit", "text", "answered", "asked", "set_aside", "base")
ENDS = ("lower", "upper")
EXTREMES = ("smallest", "largest", "range")
OF_METRICS = ("multiply", "add", "ratio", "ranking")
NOT_READ_BY = ("study.yml", "metrics.yml", "statements.yml", "figures.yml")
ASSUMED = {"suppressed": "suppression", "approximate": "tolerance"}  # status → the setting by which it was read


class Because:
    """Why two runs differ. explains: cause → the addresses of the answers that it changed. unexplained: metric → the bodies
    that put something else into it, and nothing says why."""

    def __init__(self, old: Record, new: Record):
        self.old, self.new = old, new
        self.causes: Causes = causes(old, new)
        self.explains: dict[Cause, dict[str, None]] = defaultdict(dict)
        self.unexplained: dict[str, list[str]] = defaultdict(list)
        self.metric = cache(self._metric)
        self._own = cache(self._own_causes)
        self._body = cache(self._of_body)
        self._answer = cache(self._of_answer)

    # Numbers ---------------------------------------------------------------------------------------------------------

    def differs(self, metric: str) -> bool:
        """Whether a metric's number, or whom it speaks for, is another one."""
        was, now = (record.metrics.get(metric) for record in (self.old, self.new))
        return was is None or now is None or any(was.get(n) != now.get(n) for n in NUMBER)

    def _metric(self, name: str, everybody: bool = False) -> tuple[Cause, ...]:
        """The causes of a metric, its own and those of the metrics that it is made of. everybody: where what each body put in
        is shown, those without a part in the number count too."""
        found = dict.fromkeys(cause for made_of in self._closure(name) for cause in self._own(made_of, everybody))
        return tuple(found) or (self._code() if self.differs(name) else ())

    def without_cause(self, name: str) -> tuple[str, ...]:
        """The bodies whose part in a metric's change nothing explains."""
        self.metric(name)
        return tuple(dict.fromkeys(body for made_of in self._closure(name) for body in self.unexplained.get(made_of, ())))

    def statement(self, name: str) -> tuple[Cause, ...]:
        metrics = self._metrics_of(name)
        found = [c for metric in [m for m in metrics if self._moved(m)] or metrics for c in self.metric(metric)]
        found += self._named("config", f"statements.yml › {name}")
        entry = self._either("config", f"statements.yml › {name}")
        words = {claim["is"] for claim in entry.get("claims", ()) if isinstance(claim, dict) and "is" in claim}
        found += [cause for word in sorted(map(str, words)) for cause in self._named("config", f"study.yml › words › {word}")]
        return tuple(dict.fromkeys(found)) or self._code()

    def figure(self, name: str) -> tuple[Cause, ...]:
        """A figure that shows the same data in another way has its declaration for a cause, or the code that draws."""
        was, now = (record.figures.get(name, {}) for record in (self.old, self.new))
        found = self._named("config", f"figures.yml › {name}")
        if was.get("data") != now.get("data") or was.get("title") != now.get("title"):
            shown = dict.fromkeys([*was.get("metrics", ()), *now.get("metrics", ())])
            found += [cause for metric in shown for value in self._values(metric) for cause in self.metric(value, True)]
        return tuple(dict.fromkeys(found)) or tuple(self._named("drawing", "") + self._named("packages", "")) or self._code()

    def _moved(self, metric: str) -> bool:
        """Whether one of its ends is another, not only whom it speaks for."""
        was, now = (record.metrics.get(metric, {}) for record in (self.old, self.new))
        return any(was.get(end) != now.get(end) for end in ENDS)

    def _metrics_of(self, statement: str) -> Iterable[str]:
        rows = (record.statements.get(statement, {}) for record in (self.old, self.new))
        return dict.fromkeys(name for row in rows for name in row.get("metrics", "").split("; ") if name)

    def _values(self, metric: str) -> list[str]:
        """The values of a metric that is named as it is declared."""
        return [name for name in self._all_metrics if name == metric or name.startswith(f"{metric}.")]

    @cached_property
    def _all_metrics(self) -> list[str]:
        return list(dict.fromkeys([*self.new.metrics, *self.old.metrics]))

    def _closure(self, name: str) -> list[str]:
        """The metric and all that it is made of, in either run."""
        found, left = {}, [name]
        while left:
            at = left.pop(0)
            if at not in found:
                found[at] = None
                rows = (record.metrics.get(at, {}) for record in (self.old, self.new))
                left += [of for row in rows if row.get("verb") in OF_METRICS for of in row["of"].split("\n")]
        return list(found)

    # One metric ------------------------------------------------------------------------------------------------------

    def _own_causes(self, name: str, everybody: bool) -> tuple[Cause, ...]:
        """The causes that a metric does not have from those it is made of."""
        was, now = (record.metrics.get(name) for record in (self.old, self.new))
        bodies = self._bodies(name, everybody)
        if not bodies and not self.differs(name):
            return ()
        declared = self._named("config", f"metrics.yml › {name.partition('.')[0]}", but=ONLY_WORDS)
        if any(cause.how != "changed" for cause in declared):
            return tuple(declared)  # a metric that was not declared before has no other cause
        row = now or was or {}
        verb, of = row.get("verb", ""), row.get("of", "")
        if verb in OF_METRICS:
            return tuple(declared)
        if verb == "reference":
            return tuple(declared + self._named("files", f"reference/{of}")) or self._code()
        entry = self._either("config", f"metrics.yml › {name.partition('.')[0]}")
        found = [*declared, *self._lines(name, entry, of)]
        if verb != "known":
            questions = (of, *entry.get("having", {}))
            found += [c for q in questions for c in self._question(q) if c.how == "changed" and c.fields & COMPUTED]
            settled_by_config = bool(found)
            moved = bodies or sorted({body for body, question in self._changed if question in questions})
            for body in moved:
                mine = [c for question in questions for c in self._body(self._collection(question), body, question)]
                found += mine or ([] if settled_by_config else self._code())
                if not mine and not settled_by_config and not self._code():
                    self.unexplained[name].append(body)
        return tuple(dict.fromkeys(found)) or self._code()

    def _bodies(self, name: str, everybody: bool) -> list[str]:
        """The bodies that put something else into a metric."""
        was, now = (record.contributions.get(name, {}) for record in (self.old, self.new))
        found = [body for body in dict.fromkeys([*now, *was]) if was.get(body) != now.get(body)]
        if everybody or self._either("metrics", name).get("verb") not in EXTREMES or not self._moved(name):
            return found
        return [body for body in found if self._at_an_end(name, body)]

    def _at_an_end(self, name: str, body: str) -> bool:
        """Whether what it put in is, in one of the runs, an end of the metric: others have no part in a smallest or a largest."""
        runs = ((record.contributions.get(name, {}).get(body), record.metrics.get(name, {})) for record in (self.old, self.new))
        return any(given and any(given[i] == row.get(end) for i, end in enumerate(ENDS)) for given, row in runs)

    def _lines(self, name: str, entry: dict, of: str) -> list[Cause]:
        """The lines of the register that decide who was asked, and by whose columns the metric tells bodies apart."""
        by = entry.get("by", [])
        columns = {*(by if isinstance(by, list) else [by]), entry.get("strata", "")}
        collection = of if entry.get("known") else self._collection(of)
        lines = [c for key, c in self.causes.items() if key[0] == "register" and key[1].startswith(f"{collection}/")]
        found = [cause for cause in lines if cause.fields & columns]
        was, now = (record.metrics.get(name, {}) for record in (self.old, self.new))
        if entry.get("known") or was.get("asked") != now.get("asked"):
            found += [cause for cause in lines if cause.how != "changed" or cause.fields - DESCRIBING]
        return found

    def _collection(self, question: str) -> str:
        names = (key for record in (self.new, self.old) for key in record.config if key.startswith("questions.yml › "))
        return next((key.split(" › ")[1] for key in names if key.endswith(f" › {question}")), "")

    def _question(self, question: str) -> list[Cause]:
        return self._named("config", f"questions.yml › {self._collection(question)} › {question}")

    # One body, one answer --------------------------------------------------------------------------------------------

    @cached_property
    def _changed(self) -> dict[tuple[str, str], list[str]]:
        """Body and question → the answers and unread cells that came, went or changed."""
        found: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        for address in dict.fromkeys([*self.new.answers, *self.old.answers]):
            was, now = (record.answers.get(address) for record in (self.old, self.new))
            if was != now:
                for said in filter(None, (was, now)):
                    found[said["body"], said.get("question", "")][address] = None
        return {key: list(of) for key, of in found.items()}

    def _of_body(self, collection: str, body: str, question: str) -> tuple[Cause, ...]:
        changed = (*self._changed.get((body, question), ()), *self._changed.get((body, ""), ()))
        found = [cause for address in changed for cause in self._answer(address)]
        if not found:
            found = self._files_of(collection, body)
        if not found:
            found = self._by_folder["decisions"].get(f"{collection}/{body}", [])
        return tuple(dict.fromkeys(found or self._named("register", f"{collection}/{body}")))

    def _of_answer(self, address: str) -> tuple[Cause, ...]:
        was, now = (record.answers.get(address, {}) for record in (self.old, self.new))
        path = addresses.path_of(address)
        found = [cause for said in (now, was) for cause in self._named("decisions", said.get("by", ""))]
        folder = "/".join(path.split("/")[:2])
        found += [cause for cause in self._by_folder["decisions"].get(folder, ()) if cause.key[1].endswith(f" › {address}")]
        found += self._file(path)
        found = found or self._mentioned(path, [now.get("aside", ""), was.get("aside", ""), self.new.files.get(path, {}).get("reason", "")])
        found = found or self._settings(was, now) or self._by_folder["files"].get(folder, [])
        found = found or self._named("register", folder)
        found = list(dict.fromkeys(found or self._code()))
        for cause in found:
            self.explains[cause][address] = None
        return tuple(found)

    def _file(self, path: str) -> list[Cause]:
        """The file, or the message or archive that it stands in."""
        pieces = path.split("/")
        return next((f for n in range(len(pieces), 0, -1) if (f := self._named("files", "/".join(pieces[:n])))), [])

    def _files_of(self, collection: str, body: str) -> list[Cause]:
        return self._by_folder["files"].get(f"{collection}/{body}", [])

    @cached_property
    def _by_folder(self) -> dict[str, dict[str, list[Cause]]]:
        """Files, and what was decided by hand about one, by `<collection>/<body>`."""
        found: dict[str, dict[str, list[Cause]]] = {"files": {}, "decisions": {}}
        for (section, name), cause in self.causes.items():
            if section in found:
                folder = "/".join(name.rpartition(" › ")[2].split("/")[:2])
                found[section].setdefault(folder, []).append(cause)
        return found

    def _mentioned(self, path: str, reasons: list[str]) -> list[Cause]:
        """What sets an answer aside says so by its name: another file of the body, or a body that another became."""
        said, own = " ".join(reasons), "/".join(path.split("/")[:2])
        folders = dict.fromkeys([own, *re.findall(r"[\w.-]+/[\w.-]+", said)])
        files = [cause for folder in folders for cause in self._by_folder["files"].get(folder, ())]
        collection, words = own.partition("/")[0], dict.fromkeys(re.findall(r"[\w.-]+", said))
        return [cause for cause in files if cause.name in said or cause.name.removeprefix(f"{own}/") in said] or [
            cause for word in words for cause in self._named("register", f"{collection}/{word}")
        ]

    def _settings(self, was: dict, now: dict) -> list[Cause]:
        """What config says of how an answer is read: of its question and dimensions, else of any, since all are looked for."""
        said = now or was
        question = said.get("question", "")
        entry = self._either("config", f"questions.yml › {self._collection(question)} › {question}")
        found = self._question(question)
        found += [cause for dimension in entry.get("by", ()) for cause in self._named("config", f"dimensions.yml › {dimension}")]
        for status in dict.fromkeys((was.get("status"), now.get("status"))):
            found += self._named("config", f"study.yml › {ASSUMED.get(status, '')}")
        return found or [c for key, c in self.causes.items() if key[0] == "config" and not key[1].startswith(NOT_READ_BY)]

    # Causes ----------------------------------------------------------------------------------------------------------

    def _named(self, section: str, name: str, but: frozenset[str] = frozenset()) -> list[Cause]:
        """The cause of this name, if it changed in more than the fields of `but`."""
        cause = self.causes.get((section, name))
        return [cause] if cause and (cause.how != "changed" or not cause.fields or cause.fields - but) else []

    def _code(self) -> tuple[Cause, ...]:
        return (*self._named("code", ""), *self._named("packages", ""))

    def _either(self, section: str, name: str) -> dict:
        return getattr(self.new, section).get(name) or getattr(self.old, section).get(name) or {}
