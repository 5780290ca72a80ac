"""A real browser for the tests, and what they do in it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
WATCH = """document.addEventListener("securitypolicyviolation", e => {
  (window.violations ||= []).push(e.violatedDirective);
});"""
SETTLE = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))"


def start(profile: Path) -> Any:
    """A browser that asks for nothing by itself; ``profile`` is an empty folder for what it keeps."""
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    options = Options()
    options.binary_location = CHROMIUM or ""
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    # Given its driver, selenium looks for none on the network.
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
    return driver


def size(browser: Any, width: int, height: int) -> None:
    """The window, phones narrower than any window included."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def ask(page: Any, script: str, *given: object) -> Any:
    """The value of an expression in the page."""
    return page.execute_script(f"return {script}", *given)


def settle(page: Any) -> None:
    """Wait until what was asked for is drawn."""
    page.execute_async_script(SETTLE)


def css(page: Any, selector: str) -> list[Any]:
    """All elements that a selector finds."""
    return list(page.find_elements("css selector", selector))


def click(page: Any, selector: str) -> None:
    """Click an element, wherever it is on the page, and wait until that is drawn."""
    page.execute_script("document.querySelector(arguments[0]).click()", selector)
    settle(page)
