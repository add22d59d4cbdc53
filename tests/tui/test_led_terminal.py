"""A leader at a real terminal, with an empty home: what the screen says is all they have."""

import signal
import sys
import time
from pathlib import Path

import pytest
from alone import READING, Alone

from fieldkit.model.keys import as_handle
from fieldkit.model.moment import Moment
from fieldkit.model.observer import Observer
from fieldkit.store.home import Home
from fieldkit.store.notebook import Notebook

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pty")


def notes(folder: Path, home: Home) -> list[Moment]:
    """Return the notes on the disk."""
    found: list[Moment] = Notebook(folder, home, Observer(handle=as_handle("ana"))).moments.all()
    return found


def test_from_an_empty_home_to_a_first_note_with_its_feeling_by_what_the_screen_says(
    tmp_path: Path, home: Home
) -> None:
    """Five keys and three words; then a kill, and back to where one was."""
    work = tmp_path / "work"
    work.mkdir()
    opened = Alone(work)
    for asked, typed in (
        ("1 Spend time with a customer", "1"),
        ("May I watch how this goes for you?", "y"),
        ("You: a short name for your notes.", "ana\r"),
        ("Them: a few words, no name.", "\r"),
        ("What will they feel most?", "annoyed\r"),
        ("Where will it go wrong?", "\r"),
        ("What would prove you wrong?", "\r"),
        ("What do you see?", "card declined twice\r"),
        ("Kept. How did they seem?", "1"),
        ("How do you know?", "1"),
        ("What do you see?", "half a sen"),
    ):
        opened.until(asked)
        time.sleep(READING)
        opened.send(typed)
    opened.until("half a sen")
    end = time.monotonic() + 1.0
    while time.monotonic() < end:
        opened.read()
    opened.process.kill(signal.SIGKILL)
    opened.end()
    _, note = notes(work / "field-notes", home)
    assert (note.text, note.emotions[0].term) == ("card declined twice", "frustrated")
    again = Alone(work)
    again.until("What do you see?")
    again.until("> half a sen")
    again.send("tence\r")
    again.until("Kept. How did they seem?")
    again.process.kill(signal.SIGTERM)
    assert again.end() == 128 + signal.SIGTERM
    assert notes(work / "field-notes", home)[-1].text == "half a sentence"


def test_the_hour_of_who_first_read_the_example_goes_into_a_study_of_their_own(
    tmp_path: Path,
) -> None:
    """The next start knows of no study; the example is not the one used last."""
    opened = Alone(tmp_path)
    opened.until("3 Read")
    opened.send("3")
    opened.until("Kinds")
    opened.send("\x11")
    assert opened.end() == 0
    assert (tmp_path / "fieldkit-demo" / "log").is_dir()
    assert Home().last_study() is None
