"""What the cases of files and bodies share: a few files below data/raw/, and what became of them."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pandas as pd

import read
import recognise
import register
import validate
from tests.spec.conftest import DIMENSIONS, QUESTIONS, SETTINGS, drawn

BY_HAND = "\n  who: researcher\n  when: 2025-02-03\n  why: she asked the harbour\n"


@dataclass
class Placed:
    """What became of some files."""

    returns: pd.DataFrame
    answers: pd.DataFrame
    unread: pd.DataFrame
    replies: pd.DataFrame
    by_hand: pd.DataFrame
    register: pd.DataFrame

    def reason(self, path: str) -> str:
        return self.returns.at[path, "reason"]

    def status(self, path: str) -> str:
        return self.returns.at[path, "status"]

    def standing(self, body: str) -> dict[str, str]:
        """What counts of a body: `visits 2018/19 0` → the text and, of several files, the file."""
        kept = self.answers[(self.answers["set_aside"] == "") & (self.answers["body"] == body)]
        return {f"{a.question} {a.period} {a.age}": f"{a.raw} in {a.file}" for a in kept.itertuples()}


def table(first: str, second: str = "7", year: str = "2018/19", title: str = "Boats that visited") -> bytes:
    """A csv with the visits of new boats and of those of one year."""
    rows = drawn(f"{title}\nAge of boat | {year}\n0 | {first}\n1 | {second}")
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode()


def message(subject: str, text: str = "Dear all,", attached: tuple[str, bytes] | None = None) -> bytes:
    """An e-mail as it was saved."""
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Date"] = "harbour@example.org", subject, "Mon, 10 Jun 2024 10:00:00 +0000"
    mail.set_content(text)
    if attached:
        mail.add_attachment(attached[1], maintype="text", subtype="csv", filename=attached[0])
    return mail.as_bytes()


REGISTER = "collection,body,name,replied\nfoi,H01,Port Ruddle,2024-06-10\nfoi,H02,Saltmouth,\nsurvey,H01,Port Ruddle,\n"


def placed(folder: Path, files: dict[str, bytes], corrections: str = "", listed: str = REGISTER, rulings: str = "") -> Placed:
    """Reads, recognises and validates files below data/raw/."""
    raw, config, made = folder / "raw", folder / "config", folder / "made"
    for path, content in {**files, "register.csv": listed.encode()}.items():
        (raw / path).parent.mkdir(parents=True, exist_ok=True)
        (raw / path).write_bytes(content)
    for each in (config, made):
        each.mkdir(exist_ok=True)
    texts = {"study": SETTINGS, "dimensions": DIMENSIONS, "questions": QUESTIONS, "corrections": corrections, "rulings": rulings}
    for name, text in texts.items():
        (config / f"{name}.yml").write_text(text)
    at = {name: made / f"{name}.parquet" for name in (*validate.TABLES, "answers", "unread")}
    register.main(raw, at["register"], at["predecessors"])
    read.main(raw, [], at["cells"], at["files"], made / "read", 1)
    recognise.main(config, at, *(at[name] for name in ("recognised", "unrecognised", "readings", "said")), threads=1)
    gc.enable()  # which the rule, a process of its own, does without
    out = {name: made / f"{name}.csv" for name in ("returns", "replies", "by_hand", "as_text")}
    validate.main(config, at, out | {name: at[name] for name in ("answers", "unread")})
    returns, replies, by_hand = (pd.read_csv(out[n], keep_default_na=False, dtype=str) for n in ("returns", "replies", "by_hand"))
    answers, unread, bodies = (pd.read_parquet(at[name]) for name in ("answers", "unread", "register"))
    return Placed(returns.set_index("path"), answers, unread, replies, by_hand, bodies)
