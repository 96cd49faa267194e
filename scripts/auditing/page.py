"""How pages are made: templates that escape what others wrote, and the style and script that all pages share."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from auditing.text import linked

if TYPE_CHECKING:
    import jinja2

SCRIPTS = Path(__file__).parents[1]
# Only the files beside the pages: nothing from a network, and no script or style that stands in a page.
POLICY = "default-src 'none'; img-src 'self' file:; style-src 'self' file:; script-src 'self' file:; base-uri 'none'; form-action 'none'"


@cache
def environment() -> jinja2.Environment:
    """Templates are named by their place below scripts/, and compiled once."""
    import jinja2

    loader = jinja2.FileSystemLoader(SCRIPTS)
    made = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["number"] = lambda n: f"{n:,}"
    made.filters["linked"] = linked
    made.globals["policy"] = POLICY
    return made


def shared(names: tuple[str, ...], out: Path) -> None:
    """Copies what pages share, named by its place below scripts/."""
    for name in names:
        shutil.copyfile(SCRIPTS / name, out / Path(name).name)
