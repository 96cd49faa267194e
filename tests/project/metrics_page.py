"""The parts of docs/metrics.md that say what the code says: `python -m tests.project.metrics_page` writes them anew."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from deriving.declared import BY_METRIC, BY_QUESTION, VERBS, Metric  # noqa: E402
from deriving.verbs import VERBS as CODE  # noqa: E402
from study import load_yaml  # noqa: E402

PAGE, METRICS = ROOT / "docs" / "metrics.md", ROOT / "config" / "metrics.yml"
OF = dict.fromkeys(BY_QUESTION, "a question") | dict.fromkeys(BY_METRIC, "metrics")
OF |= {"known": "a collection", "reference": "a file and a row", "ranking": "a metric of several values"}


def one_line(text: str) -> str:
    return " ".join(text.split())


def verbs() -> str:
    """Each verb with what stands behind it, what its code says of itself, and the first metric of config/ that has it."""
    found = []
    for verb in VERBS:
        found.append(f"**`{verb}`** (of {OF[verb]}). {one_line(CODE[verb].__doc__)}")
        if example := first_with(verb):
            found.append(f"```yaml\n{example}\n```")
    return "\n\n".join(found)


def first_with(verb: str) -> str:
    """The entry of config/metrics.yml as it is written there; empty where no metric has the verb."""
    name = next((name for name, metric in load_yaml(METRICS).items() if verb in metric), None)
    entry = re.search(rf"(?m)^{name}:\n(?:[ ].*\n)+", METRICS.read_text(encoding="utf-8")) if name else None
    return entry[0].rstrip() if entry else ""


def fields() -> str:
    """Each field that is no verb, with what it is for."""
    rows = [f"| `{name}` | {one_line(field.description)} |" for name, field in Metric.model_fields.items() if name not in VERBS]
    return "\n".join(["| field | what it says |", "|---|---|", *rows])


def rendered(page: str) -> str:
    """The page with each part that is made from the code made anew; the rest is written by hand."""
    for name, make in {"verbs": verbs, "fields": fields}.items():
        begin, end = f"<!-- {name}: made from the code -->", f"<!-- end of {name} -->"
        head, _, rest = page.partition(begin)
        page = f"{head}{begin}\n\n{make()}\n\n{end}{rest.partition(end)[2]}"
    return page


if __name__ == "__main__":
    PAGE.write_text(rendered(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
