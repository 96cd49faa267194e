"""Files that no body sent: what programs leave beside files, and stubs that only say where a file is."""

from __future__ import annotations

import re
from collections.abc import Iterable

# What the name says of a file that holds nothing, and what to do.
NOTHING = "for its own use, no return. Nothing to do; it may be deleted."
CLOSE = "Close the document, delete this file."
LEFT_OVER = [
    (r"~\$.+|\.~lock\..+#", f"A lock file that an Office program leaves while a document is open. {CLOSE}"),
    (r"~WR[A-Z]\d+\.tmp|~.+\.tmp|.+~|\..+\.sw[op]", f"A copy that a program keeps while it works. {CLOSE}"),
    (r"\.DS_Store|\._.+|\.localized|Icon\r", f"Made by macOS {NOTHING}"),
    (r"Thumbs\.db|ehthumbs(_vista)?\.db|desktop\.ini|.+:Zone\.Identifier", f"Made by Windows {NOTHING}"),
    (r"\.gitkeep|\.gitignore|\.gitattributes|\.keep|\.directory", f"Made by a program {NOTHING}"),
    (r".+\.(?:crdownload|part|partial|download)", "A download that was not finished. Fetch the file again, and delete this one."),
]
STUB = "Open it where it is kept, download it as a file (xlsx, docx or pdf), add that, and delete this one."
GOOGLE = r".+\.g(?:doc|sheet|slides|form|draw|drawing|table|site|map|link|script|jam|note)s?"
STUBS = [
    (GOOGLE, f"A pointer to a document at Google, without the document. {STUB}"),
    (r".+\.(?:url|webloc|website|desktop|lnk)", f"A pointer to a file kept elsewhere, such as OneDrive, without the file. {STUB}"),
    (r"\..+\.icloud|.+\.cloudf?|.+\.odfile", f"A placeholder: the file is kept in a cloud and was not downloaded. {STUB}"),
]


def left_over(path: str) -> str:
    """What to say of a file that a program left, by its name; empty for others."""
    return _said(path, LEFT_OVER)


def stub(path: str) -> str:
    """What to say of a file that only says where another is; empty for others."""
    return _said(path, STUBS)


def _said(path: str, known: Iterable[tuple[str, str]]) -> str:
    name = path.rpartition("/")[2]
    return next((said for pattern, said in known if re.fullmatch(pattern, name, re.IGNORECASE)), "")
