"""One browser for all tests: Debian's Chromium, which no package of Python brings along."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.hookimpl(tryfirst=True)  # before xdist looks for groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))  # one browser
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium here: on Debian, apt-get install chromium"))


@pytest.fixture(scope="session")
def browser() -> Iterator:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


class Tab:
    """A page that keeps what it was told on the console and what it asked a network for."""

    def __init__(self, context) -> None:
        self.page = context.new_page()
        self.told: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.told.append(message.text) if message.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.told.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url) if not request.url.startswith("file:") else None)

    def open(self, path: Path, place: str = "") -> None:
        self.page.goto(path.resolve().as_uri() + (f"#{place}" if place else ""))

    def quiet(self) -> None:
        assert self.told == [] and self.asked == []


@pytest.fixture
def tab(browser) -> Iterator[Tab]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield Tab(context)
    context.close()


@pytest.fixture
def narrow(browser) -> Iterator[Tab]:
    context = browser.new_context(viewport={"width": 400, "height": 800})
    yield Tab(context)
    context.close()


@pytest.fixture
def scriptless(browser) -> Iterator[Tab]:
    context = browser.new_context(java_script_enabled=False)
    yield Tab(context)
    context.close()
