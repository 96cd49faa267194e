"""How pages are made: templates that escape what others wrote, and name their own script by its digest."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jinja2

SCRIPTS = Path(__file__).parents[1]


def environment() -> jinja2.Environment:
    """Templates are named by their place below scripts/."""
    import jinja2

    loader = jinja2.FileSystemLoader(SCRIPTS)
    made = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["digest"] = digest
    made.filters["number"] = lambda n: f"{n:,}"
    return made


def digest(text: str) -> str:
    """As a page's policy names a script."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
