"""The reviewer's way back, in a real browser: from each number in two clicks to the marked cell, and from a cell to its numbers."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest

import changes
from auditing.text import Raw, metric_href
from comparing.record import read, written
from study import load_study

CELL = "main td[id].sel"


def table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / "results" / f"{name}.csv", keep_default_na=False, dtype=str)


@pytest.fixture(scope="module")
def closure(shipped_run: Path) -> dict[str, set[str]]:
    """Metric → the places of the cells that it rests on, by itself or through what it is made of."""
    lineage = table(shipped_run, "lineage")
    of = dict(list(lineage.groupby("metric")))
    raw = Raw(shipped_run / "data" / "raw", shipped_run / "results" / "audit")

    def cells(metric: str) -> set[str]:
        rows = of[metric]
        own = {raw.cell(address) for address in rows.loc[rows["role"] != "metric", "source"]}
        return own.union(*(cells(m) for m in rows.loc[rows["role"] == "metric", "source"]))

    return {metric: cells(metric) for metric in of}


IN_VIEW = """cell => {
  const box = cell.getBoundingClientRect(), panel = document.getElementById("panel").getBoundingClientRect();
  return box.top >= 0 && box.top + 10 < panel.top;
}"""


def marked(tab) -> str:
    """The page and place of the one cell that is marked, which is in view."""
    cell = tab.page.locator(CELL)
    assert cell.count() == 1 and cell.evaluate(IN_VIEW), tab.page.url
    place = unquote(tab.page.url).partition("/audit/")[2]
    assert cell.get_attribute("id") == place.partition("#")[2]
    return place


FIRST_CELL = """() => [...document.querySelectorAll("main a[href*='/returns/']")].find(link => link.checkVisibility())"""
# The first cell at each of a page's places, each after the page was told of it; an empty place is the page as it opens.
FIRST_CELLS = """async places => {
  const found = [], cell = FIRST_CELL;
  for (const place of places) {
    if (place) await new Promise(done => { addEventListener("hashchange", () => done(), {once: true}); location.hash = place; });
    found.push(cell().href);
  }
  return found;
}""".replace("FIRST_CELL", FIRST_CELL)


def first_cell(tab):
    return tab.page.evaluate_handle(FIRST_CELL).as_element()


def test_each_number_is_a_link_and_the_first_cell_on_its_page_is_one_that_it_rests_on(tab, narrow, shipped_run: Path, closure) -> None:
    """What two clicks lead to, for every metric and each of its values. Pages that many share are opened once."""
    audit = shipped_run / "results" / "audit"
    tab.open(audit / "index.html")
    linked = set(tab.page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))"))
    pages: dict[str, dict[str, str]] = {}
    for metric in closure:
        assert metric_href(metric) in linked
        page, _, place = metric_href(metric).partition("#")
        pages.setdefault(page, {})[place] = metric
    targets = set()
    for page, metrics in pages.items():
        tab.open(audit / page)
        cells = tab.page.evaluate(FIRST_CELLS, sorted(metrics))
        for place, cell in zip(sorted(metrics), cells, strict=True):
            target = unquote(cell).partition("/audit/")[2]
            assert target in closure[metrics[place]], f"{metrics[place]}: {target} is none of its cells"
            targets.add(target)
    assert len(targets) > 20
    for target in sorted(targets):
        page, _, place = target.partition("#")
        tab.open(audit / page, place)
        assert marked(tab) == target
    narrow.open(audit / page, place)
    assert marked(narrow) == target
    tab.quiet()


def test_the_numbers_of_the_findings_are_two_clicks_from_a_marked_cell(tab, shipped_run: Path, closure) -> None:
    findings = shipped_run / "results" / "findings.html"
    tab.open(findings)
    links = set(tab.page.locator("main a[href^='audit/metrics/']").evaluate_all("links => links.map(link => link.getAttribute('href'))"))
    known = {f"audit/{metric_href(name)}": name for name in closure}
    assert len(links & set(known)) >= 26 and links <= set(known) | {href.partition("#")[0] for href in known}
    for href in sorted(links & set(known))[::7]:
        tab.open(findings)
        with tab.page.expect_navigation():
            tab.page.locator(f"a[href='{href}']").first.click()
        with tab.page.expect_navigation():
            first_cell(tab).click()
        assert marked(tab) in closure[known[href]]
    tab.quiet()


def test_a_cell_shows_what_was_read_and_leads_to_its_numbers(tab, shipped_run: Path, closure) -> None:
    audit = shipped_run / "results" / "audit"
    tab.open(audit / "metrics" / "families_total.html")
    tab.page.locator("main a[href*='/returns/']:visible").first.click()
    here = unquote(tab.page.url).partition("/audit/")[2]
    panel = tab.page.locator("#panel")
    assert "Read as" in panel.inner_text() and "Address" in panel.inner_text()
    assert tab.page.locator("td.head").count() >= 1  # its headers are framed
    links = [a.get_attribute("href") for a in panel.locator("a[href^='../metrics/']").all()]
    wanted = {m.partition(".")[0] for m, cells in closure.items() if here in cells}
    assert {Path(link.partition("#")[0]).stem for link in links} == wanted
    assert {"families_total", "need_met"} <= wanted
    panel.locator("a[href='../metrics/need_met.html']").click()
    assert tab.page.locator("h1").inner_text() == table(shipped_run, "metrics").set_index("metric").loc["need_met", "title"]
    assert tab.page.locator(f"[data-rows=answers] a[href='../{here}']").count() == 1  # and back
    tab.quiet()


def test_a_header_leads_to_the_numbers_of_its_answers(tab, shipped_run: Path) -> None:
    answers = pd.read_parquet(shipped_run / "data/interim/answers.parquet")
    used = set(table(shipped_run, "lineage").query("metric == 'camhs_low'")["source"])
    answer = answers[answers["answer"].isin(used) & answers["answer"].str.contains("xlsx#")].iloc[0]
    place = Raw(shipped_run / "data" / "raw", shipped_run / "results" / "audit").cell(answer["headers"][0])
    tab.open(shipped_run / "results" / "audit" / place.partition("#")[0], place.partition("#")[2])
    assert "camhs_low.html" in tab.page.locator("#panel").inner_html()


def test_answers_can_be_searched_sorted_and_kept_to_one_value(tab, shipped_run: Path) -> None:
    tab.open(shipped_run / "results" / "audit" / "metrics" / "families_by_nation.html", "value-Wales")
    box = tab.page.locator("[data-rows=answers]")
    bodies = set(table(shipped_run, "lineage").query("metric == 'families_by_nation.Wales' and role == 'answer'")["source"])
    assert box.locator("tbody tr").count() == len(bodies)
    tab.page.locator("select").select_option("")
    everything = box.locator("tbody tr").count()
    assert everything > len(bodies)
    read = box.locator("thead th", has_text="Read as")
    number = box.locator("tbody tr td[data-sort]")
    for order, sort in (("ascending", sorted), ("descending", lambda found: sorted(found, reverse=True))):
        read.locator("button").click()
        assert read.get_attribute("aria-sort") == order
        found = [float(n) for n in number.evaluate_all("cells => cells.map(cell => cell.dataset.sort)")]
        assert found == sort(found) and len(set(found)) > 3
    body = box.locator("tbody tr th b").first.inner_text()
    box.locator("input").fill(body)
    assert set(box.locator("tbody tr th b").all_inner_texts()) == {body}
    assert "of " in box.locator("output").inner_text()
    tab.quiet()


def test_without_a_script_the_numbers_lead_to_the_cell_as_well(scriptless, shipped_run: Path, closure) -> None:
    scriptless.open(shipped_run / "results" / "audit" / "index.html")
    scriptless.page.locator(f"a[href='{metric_href('need_met')}']").first.click()
    scriptless.page.locator("main a[href*='/returns/']:visible").last.click()
    place = unquote(scriptless.page.url).partition("/audit/")[2]
    marked = scriptless.page.locator("td:target")
    assert place in closure["need_met"] and marked.count() == 1
    assert scriptless.page.locator("noscript details, details").count() >= 1


KINDS = {
    "findings": "findings.html",
    "overview": "audit/index.html",
    "changes, before a run was accepted": "changes.html",
    "a number": "audit/metrics/need_met.html",
    "a count over a table": "audit/metrics/camhs_low.html",
    "several values": "audit/metrics/families_by_nation.html",
    "choices": "audit/metrics/families_total_choices.html",
    "a published figure": "audit/metrics/births.html",
    "of the register": "audit/metrics/teams.html",
    "a sheet": r"audit/returns/foi-.*-xlsx-.*\.html",
    "a letter": r"audit/returns/foi-.*-docx-.*\.html",
    "a PDF": r"audit/returns/foi-.*-pdf-.*\.html",
    "a message": r"audit/returns/foi-.*-eml-.*\.html",
    "the register": r"audit/returns/register-csv-.*\.html",
}


def accessible(tab) -> None:
    """axe finds nothing. Of long tables the first rows stand for the others, which only take its time:
    it could say no more of them than that a name stands twice."""
    from axe_playwright_python.sync_playwright import Axe

    ids = tab.page.locator("[id]").evaluate_all("all => all.map(one => one.id)")
    assert len(ids) == len(set(ids))
    tab.page.evaluate("document.querySelectorAll('.scroll tr:nth-child(n+9)').forEach(row => row.remove())")
    # Its preload would ask for the style sheets anew, which the policy forbids.
    found = Axe().run(tab.page, None, {"preload": False})
    assert found.violations_count == 0, found.generate_report()


def page_of(run: Path, kind: str) -> Path:
    results = run / "results"
    return next(p for p in sorted(results.rglob("*.html")) if re.fullmatch(KINDS[kind], p.relative_to(results).as_posix()))


@pytest.mark.parametrize("kind", KINDS)
def test_pages_are_accessible_and_fit_a_narrow_screen(kind: str, narrow, shipped_run: Path) -> None:
    narrow.open(page_of(shipped_run, kind))
    wide = narrow.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{wide} pixels wider than the screen"
    if cells := narrow.page.locator("main td[id]").count():
        narrow.page.locator("main td[id]").nth(cells // 2).click()  # with the panel open as well
    narrow.quiet()
    accessible(narrow)


@pytest.fixture(scope="module")
def changed(shipped_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped run's changes since one that lacked two files, in which some numbers and a verdict were others."""
    folder = tmp_path_factory.mktemp("changed")
    shutil.copytree(shipped_run / "results" / "audit", folder / "results" / "audit")
    before = read(shipped_run / "results" / "run.json")
    for path in [path for path in before.files if path.startswith(("survey/T03/", "foi/EX01/"))]:
        del before.files[path]
        before.answers = {address: said for address, said in before.answers.items() if not address.startswith(path)}
    for n, name in enumerate(before.metrics):
        if n % 3 and before.metrics[name].get("upper"):
            before.metrics[name]["upper"] = f"{float(before.metrics[name]['upper']) * (1 + n % 5 / 20)}"
        before.contributions.get(name, {}).pop("T03", None)
    before.statements["need_met"]["verdict"] = "undetermined"
    before.figures["growth"]["data"] = "other"
    before.config["study.yml › tolerance"] = {"value": 0.2}
    before.code["scripts/sums.py"]["digest"] = "other"
    (folder / "accepted.json").write_text(written(before), encoding="utf-8")
    out = folder / "results" / "changes.html", folder / "results" / "changes.csv"
    raw = shipped_run / "data" / "raw"
    changes.compare(load_study(shipped_run / "config"), shipped_run / "results" / "run.json", folder / "accepted.json", raw, *out)
    return out[0]


def test_the_page_of_changes_is_accessible_and_its_causes_are_where_links_lead(tab, narrow, changed: Path) -> None:
    narrow.open(changed)
    assert narrow.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for opened in (narrow, tab):
        opened.open(changed)
        accessible(opened)
        opened.quiet()
    tab.open(changed)
    links = tab.page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    ids = set(tab.page.locator("[id]").evaluate_all("all => all.map(one => one.id)"))
    assert {link[1:] for link in links if link.startswith("#")} <= ids
    kept = {link.partition("#")[0] for link in links if not link.startswith(("#", "figures/"))}
    assert len(kept) > 20 and not [link for link in kept if not (changed.parent / unquote(link)).exists()]
    assert tab.page.locator("main article").first.inner_text().startswith("Around 4–6% of the babies")


def test_the_keyboard_leads_from_a_number_to_its_cell_and_round_the_sheet(tab, shipped_run: Path) -> None:
    tab.open(shipped_run / "results" / "audit" / "metrics" / "families_total.html")
    tab.page.locator("main a[href*='/returns/']:visible").first.focus()
    with tab.page.expect_navigation():
        tab.page.keyboard.press("Enter")
    first = tab.page.locator(CELL).get_attribute("id")
    tab.page.keyboard.press("ArrowUp")
    assert tab.page.locator(CELL).get_attribute("id") != first
    tab.page.keyboard.press("Escape")
    assert tab.page.locator(CELL).count() == 0 and not tab.page.locator("#panel").is_visible()
    tab.quiet()
