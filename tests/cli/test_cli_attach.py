"""``fieldkit attach``: what it says, what it refuses, and the digest that shows it."""

import subprocess
import sys
from pathlib import Path

import pytest
from commandline import ok, refused
from PIL import Image


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return a study of ana's with an open session and a photo beside it."""
    ok("new", "visits", "--title", "Store visits", "--as", "ana", cwd=tmp_path)
    folder = tmp_path / "visits"
    ok("session", "start", "--participant", "P3", cwd=folder)
    Image.new("RGB", (1200, 800), "red").save(tmp_path / "the till.jpg")
    return folder


def test_a_photo_goes_to_the_last_moment_and_stands_in_the_digest(study: Path) -> None:
    """In Markdown as a relative image, in the page as the photo itself, scaled down."""
    ok("note", "card declined @till !frustrated4", cwd=study)
    ran = ok("attach", "../the till.jpg", "--caption", "the *sign*", cwd=study)
    assert ran.out == "ana-1\n"
    assert "cleaned of place" in ran.err
    assert "attached to ana-1 (card declined)" in ran.err
    name = next((study / "media").iterdir()).name
    there = ok("digest", "topline", cwd=study).out
    assert f"![Photo: the \\*sign\\*](media/{name})" in there
    ok("digest", "topline", "--to", "out/t.md", "--format", "md,html", cwd=study)
    beside = (study / "out" / "t.md").read_text(encoding="utf-8")
    assert f"](../media/{name})" in beside
    assert (study / "out" / ".." / "media" / name).exists()
    page = (study / "out" / "t.html").read_text(encoding="utf-8")
    assert '<img src="data:image/jpeg;base64,' in page
    assert 'alt="Photo: the *sign*" width="960" height="640"' in page
    assert "img-src data:;" in page


def test_what_cannot_be_attached_changes_nothing(study: Path) -> None:
    """One line, and no moment."""
    (study / "x.txt").write_text("words", encoding="utf-8")
    assert "only photos" in refused("attach", "../the till.jpg", "x.txt", cwd=study)
    assert "no moment ana-9" in refused("attach", "../the till.jpg", "--to", "ana-9", cwd=study)
    assert ok("moments", "--json", cwd=study).out.strip() in {"", "[]"}


def test_without_pillow_a_photo_is_refused_with_the_line_that_gets_it(study: Path) -> None:
    """Nothing else needs it."""
    code = "import sys; sys.modules['PIL'] = None; from fieldkit.cli import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", code, "attach", "../the till.jpg"],
        cwd=study,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert ran.stderr.strip().endswith("pip install 'fieldkit[photos]'")
