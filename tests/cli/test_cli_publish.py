"""``fieldkit publish``: a folder of pages, written whole or not at all."""

from pathlib import Path

import pytest
from commandline import ok, refused


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A study with two notes."""
    ok("new", "visits", "--title", "Visits", "--as", "ana", cwd=tmp_path)
    folder = tmp_path / "visits"
    ok("note", 'P1: "again the same form @desk !frustrated4', cwd=folder)
    ok("note", "P2: looks for the way @door", cwd=folder)
    return folder


def test_a_site_is_written_and_written_again(study: Path) -> None:
    """What an earlier one held, and this one does not, goes."""
    ran = ok("publish", "site", cwd=study)
    assert ran.out.strip() == str(Path("site", "index.html"))
    assert "pages" in ran.err
    assert (study / "site" / "wall.html").exists()
    ok("publish", "site", "--kinds", "topline, journey", cwd=study)
    names = sorted(path.name for path in (study / "site").iterdir())
    assert names == ["evidence.html", "index.html", "journey.html", "topline.html"]
    assert not [path for path in study.iterdir() if path.name.startswith(".site")]


def test_a_folder_that_holds_anything_else_is_left_alone(study: Path) -> None:
    """One line says what is in it."""
    (study / "mine").mkdir()
    (study / "mine" / "notes.html").write_text("<p>mine</p>", encoding="utf-8")
    said = refused("publish", "mine", cwd=study, code=1)
    assert "holds notes.html" in said
    assert [path.name for path in (study / "mine").iterdir()] == ["notes.html"]
    (study / "file").write_text("x", encoding="utf-8")
    assert "is no folder" in refused("publish", "file", cwd=study, code=1)
    assert "fieldkit publish site" in refused("publish", ".", cwd=study, code=1)


def test_what_cannot_be_compiled_leaves_the_old_site_whole(study: Path) -> None:
    """Not half of a new one."""
    ok("publish", "site", cwd=study)
    before = {path.name: path.read_bytes() for path in (study / "site").iterdir()}
    own = study / "templates" / "digests"
    own.mkdir(parents=True)
    (own / "broken.md.j2").write_text("{{ nothing.here }}", encoding="utf-8")
    assert "broken.md.j2, line 1" in refused("publish", "site", cwd=study, code=1)
    assert {path.name: path.read_bytes() for path in (study / "site").iterdir()} == before


def test_nobody_agreed_so_nothing_is_public(study: Path) -> None:
    """Refused in one line; no folder is made."""
    said = refused("publish", "site", "--for", "public", cwd=study, code=1)
    assert "nobody agreed to public use" in said
    assert not (study / "site").exists()
