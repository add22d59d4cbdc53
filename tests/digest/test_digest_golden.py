"""The digest of a small study, byte for byte.

After a change that is meant: ``pytest tests/digest --snapshot-update``, then read the difference.
"""

from pathlib import Path

import pytest
from casebooks import desk

from fieldkit.digest.compile import compile_digest
from fieldkit.digest.publish import page_of

GOLDEN = Path(__file__).parents[1] / "golden"


def check(name: str, text: str, config: pytest.Config) -> None:
    """Hold that text is the golden file, or write it where an update is asked for."""
    path = GOLDEN / name
    found = text.encode("utf-8")
    if config.getoption("update_snapshots", default=False):
        path.write_bytes(found)
    assert found == path.read_bytes(), f"{name} differs; see this file's first lines"


def test_the_topline_is_the_golden_one(pytestconfig: pytest.Config) -> None:
    """Markdown, byte for byte."""
    check("topline-desk.md", compile_digest(desk(), "topline"), pytestconfig)


def test_the_journey_is_the_golden_one(pytestconfig: pytest.Config) -> None:
    """Markdown, byte for byte."""
    check("journey-desk.md", compile_digest(desk(), "journey"), pytestconfig)


def test_the_page_is_the_golden_one(pytestconfig: pytest.Config) -> None:
    """HTML, byte for byte."""
    markdown = compile_digest(desk(), "topline")
    check("topline-desk.html", page_of(desk(), markdown), pytestconfig)
