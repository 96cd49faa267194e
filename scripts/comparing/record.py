"""What one run came to, and all that it rests on: the form of results/run.json and of config/accepted.json."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from pathlib import Path

from study import ConfigError

FORMAT = 1
Entries = dict[str, dict]  # what it is called → what it says; a field that is empty is left out


@dataclass(slots=True)
class Record:
    """One run. Numbers of metrics are text, as results/metrics.csv writes them.

    metrics       of results/metrics.csv: title, lower, upper, unit, text, answered, asked, set_aside, base, verb, of
    published     metric → lower, upper, answered, base, hidden, as they were printed in findings, figures and tables; none
                  where the study hides nothing
    contributions metric → body → [lower, upper, meets], as results/inputs.csv has them
    statements    says, published, derived, verdict, metrics
    figures       title, metrics, data and picture (digests)
    answers       those that metrics depend on, unread cells too, by address: body, question, about (period and dimensions),
                  status, lower, upper, choices, aside, by (the decision by hand)
    replies       `<collection>/<body>/<question>` → status, section; without those who said nothing
    files         path → sha256, status, reason
    register      `<collection>/<body>` → the columns of the register
    decisions     rulings and readings by what they are about: stood, says, who, when, why, problem
    config        `questions.yml › foi › visits` → the entry
    code, drawing module → digest: of those that numbers depend on, and of those that draw the figures
    packages      name → version, the study's pipeline among them
    """

    metrics: Entries = field(default_factory=dict)
    published: Entries = field(default_factory=dict)
    contributions: Entries = field(default_factory=dict)
    statements: Entries = field(default_factory=dict)
    figures: Entries = field(default_factory=dict)
    answers: Entries = field(default_factory=dict)
    replies: Entries = field(default_factory=dict)
    files: Entries = field(default_factory=dict)
    register: Entries = field(default_factory=dict)
    decisions: Entries = field(default_factory=dict)
    config: Entries = field(default_factory=dict)
    code: Entries = field(default_factory=dict)
    drawing: Entries = field(default_factory=dict)
    packages: Entries = field(default_factory=dict)


def written(record: Record) -> str:
    """The record as text for git: JSON with a line an entry. Metrics, statements and figures in the order of the study, the
    rest sorted."""
    in_order = ("metrics", "published", "statements", "figures")
    lines = ["{", f'"format": {FORMAT},']
    for name, entries in ((section.name, getattr(record, section.name)) for section in fields(record)):
        listed = list(entries.items()) if name in in_order else sorted(entries.items())
        lines.append(f'"{name}": {{')
        lines += [f"{_json(key)}: {_json(entry)}{',' * (n < len(listed))}" for n, (key, entry) in enumerate(listed, 1)]
        lines.append("}" + "," * (name != "packages"))
    return "\n".join([*lines, "}", ""])


def _json(value: object) -> str:
    # A name that is no text keeps its odd bytes as escapes.
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode(errors="backslashreplace").decode()


def read(path: Path) -> Record:
    """Raises ConfigError where the file is no record, or one of another form."""
    again = "Take it away and accept a run anew: snakemake accept"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found.pop("format") != FORMAT:
            raise ConfigError(f"{path} was written by another version of this pipeline. {again}")
        return Record(**{section.name: found[section.name] for section in fields(Record)})
    except (ValueError, KeyError, AttributeError, TypeError):
        raise ConfigError(f"{path} is not as `snakemake accept` wrote it: a merge, or somebody, changed it. {again}") from None
