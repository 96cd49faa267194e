"""The survey: the teams, their answers, and the files that they sent."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from tests.generator import names, staff, teams
from tests.generator.questionnaire import blanks, export, filled_in, newest, older
from tests.generator.sheets import Sheet, found, ods, xls, xlsx
from tests.generator.study import questions
from tests.generator.tables import put
from tests.generator.world import Body, Key, Said, Truth, quota, stream, truth_of

ANSWERING = 43 / 49
TEMPLATES = {"v2": 23, "v1": 6, "v1 below": 6, "v1 xls": 1, "v1 ods": 1, "form": 6}
REQUESTS = {
    "": "questionnaire v2", "v2": "questionnaire v2", "form": "online form", "v1": "questionnaire v1",
    "v1 below": "questionnaire v1", "v1 xls": "questionnaire v1", "v1 ods": "questionnaire v1",
}  # fmt: skip
SLIPS = {  # by template
    "v2": {"": 14, "next column": 3, "struck": 2, "comment": 2, "hidden column": 2},
    "v1": {"": 5, "next column": 1},
}
ASKED, CHASED, DUE = date(2024, 9, 23), date(2024, 11, 11), date(2024, 11, 30)
FORMS = "forms/Parent-infant teams questionnaire 2024(1-{}).xlsx"


def make(folder: Path | None, seed: int, n: int) -> tuple[list[Body], list[Truth]]:
    """Ask n teams, and write what came back into the folder, if there is one."""
    rng = stream(seed, "survey")
    answering = round(n * ANSWERING)
    replies = quota(rng, n, {True: answering, False: n - answering})
    templates = iter(quota(rng, answering, TEMPLATES))
    known = zip(names.teams(seed, n), replies, strict=True)
    bodies = [_body(rng, team, next(templates) if replied else "") for team, replied in known]
    spoke = [body for body in bodies if body.replied]
    silent = [body for body in bodies if not body.replied]

    truths, sent = teams.draw(seed, answering, n - answering)
    left = blanks(rng, answering)
    filled = [body.request for body in spoke]
    slips = {kind: iter(quota(rng, filled.count(kind), shares)) for kind, shares in SLIPS.items()}
    ways = iter(quota(stream(seed, "staff told"), answering - filled.count("form"), staff.WAYS))
    rows: list[Truth] = []
    online = []
    for i, body in enumerate(spoke):
        kind = body.request.split()[0]
        answers = filled_in(stream(seed, body.body), body, truths[i], sent[i], left[i], kind)
        if kind == "form":
            online.append((body, answers))
            rows += [truth_of(body, each) for each in staff.told(truths[i]["staff"], "not_sent").values()]
        else:
            slip = next(slips[body.request]) if body.request in slips else ""
            way = next(ways)
            answers |= {each.key: each for each in staff.told(truths[i]["staff"], way).values()}
            rows += _send(folder, seed, body, answers, slip, way)
    rows += _export(folder, stream(seed, "form"), online)
    for body, truth in zip(silent, truths[answering:], strict=True):
        rows += _unsaid(body, truth)
    order = {body.body: i for i, body in enumerate(bodies)}
    public = [replace(body, request=REQUESTS[body.request]) for body in bodies]
    return public, sorted(rows, key=lambda row: order[row.body])


def _body(rng: random.Random, known: tuple[str, str, str], template: str) -> Body:
    """A team in the register; until its file is made, `request` holds the template that it filled in."""
    if not template:
        return Body("survey", *known, "", ASKED, None, f"chased {CHASED.isoformat()}; no reply")
    replied = ASKED + timedelta(days=rng.randint(5, 75))
    note = f"chased {CHASED.isoformat()}" if replied > CHASED else ""
    if replied > DUE:
        note += "; after the closing date"
    return Body("survey", *known, template, ASKED, replied, note)


def _send(folder: Path | None, seed: int, body: Body, said: Mapping[str | Key, Said], slip: str, way: str) -> list[Truth]:
    if folder is None:
        return _rows(body, said, [], "")
    template = body.request
    members = staff.table(stream(seed, body.body, "staff"), said, way, old=template != "v2")
    if template == "v2":
        sheets = newest(said, slip)
        sheets.insert(2, members)
    else:
        sheets = older(said, template == "v1 below", slip)
        if way != "nothing":
            put(sheets[0], members, gap=2)
    kind = template.split()[-1] if template.split()[-1] in ("xls", "ods") else "xlsx"
    name = f"{body.body}/{_file_name(stream(seed, body.body, 'file'), body)}.{kind}"
    path = folder / name
    path.parent.mkdir(parents=True)
    path.write_bytes({"xlsx": xlsx, "ods": ods, "xls": lambda made, _: xls(made)}[kind](sheets, body.replied))
    return _rows(body, said, sheets, name.split("/")[1])


def _rows(body: Body, said: Mapping[str | Key, Said], sheets: list[Sheet], file: str) -> list[Truth]:
    places = found(sheets)
    return [truth_of(body, answer, file, *places.get(answer.key, ())) for answer in said.values()]


def _file_name(rng: random.Random, body: Body) -> str:
    place = body.name.removesuffix(" Parent-Infant Team")
    year = "2024"
    return rng.choice(
        (
            f"{place} questionnaire", f"Parent-infant teams questionnaire {year} - {place}", f"{place} PIT survey {year} FINAL",
            f"questionnaire_{place.replace(' ', '_')}_v2", f"Copy of Questionnaire {year}", f"{place} survey (2)",
            "Questionnaire completed", f"PIT {year} {place.lower()} & partners",
        )
    )  # fmt: skip


def _export(folder: Path | None, rng: random.Random, filled: list[tuple[Body, dict[str, Said]]]) -> list[Truth]:
    if folder is None or not filled:
        return [row for body, said in filled for row in _rows(body, said, [], "")]
    filled.sort(key=lambda pair: (pair[0].replied, pair[0].body))
    page = export(rng, filled)
    name = FORMS.format(len(filled))
    path = folder / name
    path.parent.mkdir(parents=True)
    path.write_bytes(xlsx([page], max(body.replied for body, _ in filled)))
    rows = []
    for i, (body, said) in enumerate(filled):
        own = Sheet(page.name, [[]] * (i + 1) + [page.rows[i + 1]])
        rows += _rows(body, said, [own], name.split("/")[1])
    return rows


def _unsaid(body: Body, truth: Mapping[str, object]) -> list[Truth]:
    rows = [truth_of(body, Said(Key("team"), body.body, None, "silent"))]
    for question, known in questions("survey").items():
        if question == "staff":
            rows += [truth_of(body, each) for each in staff.told(truth["staff"], "silent").values()]
        elif question in truth:
            value = {True: "yes", False: "no"}.get(truth[question]) if isinstance(truth[question], bool) else truth[question]
            rows.append(truth_of(body, Said(Key(question, known.get("period", "")), value, None, "silent")))
    return rows
