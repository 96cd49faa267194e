"""Everything that a rule's script runs on is an input of the rule, and nothing else is: a change reruns what it must, and
no more. What a script runs on is found here by Python's own parser, with nothing of scripts/reached.py."""

import ast
import re
from pathlib import Path

import jinja2
import jinja2.meta
import pytest

import read
from reached import reached

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "scripts"
SNAKEFILE = (ROOT / "Snakefile").read_text(encoding="utf-8")
RULES = re.findall(r"^rule (\w+):", SNAKEFILE, re.MULTILINE)


def block(rule: str) -> str:
    return re.search(rf"^rule {rule}:\n((?: .*\n|\n)+)", SNAKEFILE, re.MULTILINE)[1]


def packages_of(module: str) -> list[str]:
    """The module and the packages that it stands in: importing it runs them too."""
    parts = module.split(".")
    return [".".join(parts[: n + 1]) for n in range(len(parts))]


def file_of(module: str) -> Path | None:
    for root in (SCRIPTS, ROOT):
        for path in ((root / module.replace(".", "/")).with_suffix(".py"), root / module.replace(".", "/") / "__init__.py"):
            if path.is_file() and (root == SCRIPTS or module.startswith("schemas")):
                return path
    return None


def run_on(path: Path, seen: set[Path]) -> set[Path]:
    """Every file below scripts/ and schemas/ that may run, or be read, once `path` is imported."""
    if path in seen:
        return seen
    seen.add(path)
    if path.suffix == ".html":
        for name in jinja2.meta.find_referenced_templates(jinja2.Environment().parse(path.read_text(encoding="utf-8"))):
            run_on(SCRIPTS / name, seen)
    if path.suffix == ".py":
        visit(ast.parse(path.read_bytes()), path, seen)
    return seen


def visit(node: ast.AST, path: Path, seen: set[Path]) -> None:
    names: list[str] = []
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        assert not node.level, f"{path} imports from its own place: give the whole name"
        names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
        assert path == SCRIPTS / "read.py", f"{path} imports a module by a name that no test can know"
        names = [f"reading.{module}" for module in read.READERS.values()]
    elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith((".get_template", "shared")):
        for text in (n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str) and "." in n.value):
            run_on(SCRIPTS / text, seen)
    elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("with_name") and isinstance(node.args[0], ast.Constant):
        run_on(path.with_name(node.args[0].value), seen)
    for module in (m for name in names for m in packages_of(name)):
        if file := file_of(module):
            run_on(file, seen)
    for child in ast.iter_child_nodes(node):
        visit(child, path, seen)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule != "all"])
def test_a_rule_declares_what_its_script_runs_on_and_nothing_else(rule: str) -> None:
    assert f'code=code("{rule}")' in block(rule)
    assert f'"scripts/{rule}.py"' in block(rule)
    wanted = {str(p.relative_to(ROOT)) for p in run_on(SCRIPTS / f"{rule}.py", set())}
    assert sorted(reached(rule)) == sorted(wanted)


def test_no_file_of_the_code_is_read_by_nobody() -> None:
    """Every template, style and list of words is found; a module that nothing runs on is a tool of its own."""
    found = {path for rule in RULES if rule != "all" for path in reached(rule)}
    there = {str(p.relative_to(ROOT)) for folder in ("scripts", "schemas") for p in (ROOT / folder).rglob("*.*") if p.is_file()}
    there = {path for path in there if "__pycache__" not in path}
    assert there - found == {
        *("scripts/verify.py", "scripts/without_cache.py", "scripts/reached.py"),
        *("scripts/save_rulings.py", "scripts/deciding/saved.py"),
    }


def test_on_a_cluster_nothing_is_spread_but_the_reading() -> None:
    told = re.search(r"(?s)\nlocalrules:\n(.*?)\n\n", SNAKEFILE)[1]
    assert set(re.findall(r"\w+", told)) == set(RULES) - {"share"}
