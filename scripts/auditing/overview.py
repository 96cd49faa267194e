"""What the overview shows of numbers: statements, metrics, and the figures that others published; and who replied."""

from __future__ import annotations

from urllib.parse import quote

from auditing.run import Run
from auditing.text import anchor, visible

SHOWN = 4  # values of one metric that stand beside its name; the others stand on its page
WORST = ("disagrees", "undetermined", "agrees")


def statements(run: Run) -> list[dict]:
    return [
        row | {"metrics": [run.brief(m) for m in row["metrics"].split("; ") if m in run.metrics]}
        for row in run.tables.statements.to_dict("records")
    ]


def metrics(run: Run) -> list[dict]:
    """One entry a metric as it is declared; the figures that others published stand apart."""
    return [_entry(run, declared, names) for declared, names in run.values.items() if not run.lineage.is_reference(names[0])]


def references(run: Run) -> list[dict]:
    """The figures that others published, each with its cell and the metrics that it goes into."""
    return [
        run.brief(name)
        | {
            "anchor": anchor("metric", name),
            "how": run.metrics[name]["how"],
            "cell": run.place(run.lineage.sources(name, "reference")[0]),
            "used": [run.brief(m) for m in run.lineage.goes_into(name)],
        }
        for name in run.metrics
        if run.lineage.is_reference(name)
    ]


def _entry(run: Run, declared: str, names: list[str]) -> dict:
    rows = [run.metrics[name] for name in names]
    asked = {f"{int(r['answered']):,} of {int(r['asked']):,}" for r in rows if r["answered"] and r["asked"]}
    verdicts = {s["verdict"]: s for s in run.statements.get(declared, ())}
    values = [run.brief(n) | {"label": run.metrics[n]["label"]} for n in names]
    return run.family(declared) | {
        "anchor": anchor("metric", declared),
        "single": names == [declared],
        "numbers": values,
        "first": values[:SHOWN],
        "more": max(0, len(values) - SHOWN),
        "base": asked.pop() if len(asked) == 1 else "",
        "verdicts": [v for v in WORST if v in verdicts],
        "set_aside": max(int(r["set_aside"] or 0) for r in rows),
        "beside": run.brief(rows[0]["beside"]) if rows[0]["beside"] in run.metrics else None,
    }


def figures(run: Run, folder: str, drawn: dict[str, tuple[str, ...]]) -> list[dict]:
    """folder: where the figures are, seen from the overview; drawn: figure → its metrics."""
    shown = []
    for row in run.tables.captions.to_dict("records"):
        declared = dict.fromkeys(name.partition(".")[0] for name in drawn.get(row["figure"], ()))
        shows = [run.family(name) for name in declared if name in run.values]
        shown.append(row | {"src": f"{folder}/{quote(row['figure'])}", "shows": shows})
    return shown


def coverage(run: Run) -> list[dict]:
    """For each collection, who was asked, who replied and who did not."""
    shown = []
    replies = run.tables.replies
    for collection in run.study.questions:
        mine = replies[replies["collection"] == collection]
        silent = mine.groupby("body")["status"].agg(lambda statuses: (statuses == "no_answer").all()) if len(mine) else {}
        quiet = [run.body(collection, body) for body, nothing in dict(silent).items() if nothing]
        shown.append({"collection": visible(collection), "asked": len(silent), "replied": len(silent) - len(quiet), "silent": quiet})
    return [c for c in shown if c["asked"]]
