"""What a rule's script runs on: the modules that it imports, and theirs, and the templates, styles and words that they name.

Snakemake does not look into a script. What is found here are inputs of the rule, so that a change of them reruns it, and
nothing else does. Lines are searched, not parsed: the workflow asks at each start.
"""

import re
from functools import cache
from pathlib import Path

CODE = Path(__file__).parents[1]
IMPORT = re.compile(r"^ *(?:from ([\w.]+) )?import (\([^)]*|[\w., ]+)", re.MULTILINE)
# Imported by a name that is made while it runs: any module of the folder may be.
IMPORTED_BY_NAME = re.compile(r"import_module\(f\"(\w+)\.\{")
# A file that is no module is named by its place below scripts/, or as one that stands beside the module.
NAMED = re.compile(r"\"([\w/]+\.(?!py\b)\w+)\"")
BESIDE = re.compile(r"with_name\(\"([\w.]+)\"\)")


def reached(rule: str) -> list[str]:
    """scripts/<rule>.py and all that it may run on, as paths from the project's folder."""
    found, left = set(), [CODE / "scripts" / f"{rule}.py"]
    while left:
        path = left.pop()
        if path not in found:
            found.add(path)
            left += _next(path)
    return sorted(str(path.relative_to(CODE)) for path in found)


@cache
def _next(path: Path) -> list[Path]:
    text, scripts = path.read_text(encoding="utf-8"), CODE / "scripts"
    names = [scripts / name for name in NAMED.findall(text)] + [path.with_name(name) for name in BESIDE.findall(text)]
    if path.suffix == ".py":
        for package, imported in IMPORT.findall(text):
            several = [name.split()[0] for name in imported.strip("(").split(",") if name.strip()]
            modules = [package, *(f"{package}.{name}" for name in several)] if package else several
            names += [file for module in modules for file in _files(module)]
        names += [file for folder in IMPORTED_BY_NAME.findall(text) for file in (scripts / folder).glob("*.py")]
    return [name for name in names if name.is_file()]


def _files(module: str) -> list[Path]:
    """Where a module may stand. The packages that it is in run before it."""
    place = (CODE if module.startswith("schemas") else CODE / "scripts") / module.replace(".", "/")
    return [place.with_suffix(".py"), place / "__init__.py", place.parent / "__init__.py"]
