"""A led hour at a real terminal whose process is killed after a step: nothing answered is lost."""

import signal
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alone import Alone

from fieldkit.analysis.hour import hour_of
from fieldkit.model.keys import as_handle
from fieldkit.model.observer import Observer
from fieldkit.store.home import Home
from fieldkit.store.notebook import Notebook

if TYPE_CHECKING:
    from fieldkit.model.moment import Moment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pty")
WATCHING = "What do you see?"


@dataclass(frozen=True, slots=True)
class Given:
    """A step of the hour: what the screen asks, and what is typed."""

    asked: str
    typed: str
    kept: str = ""
    """What the disk must hold of it once the next question stands, as :func:`told` tells it."""
    then: str = ""
    """What the screen asks after a kill, where it is not the next question."""


HOUR = (
    Given("1 Spend time with a customer", "1", then="1 Spend time with a customer"),
    Given("May I watch how this goes for you?", "y"),
    Given("You: a short name for your notes.", "ana\r"),
    Given("Them: a few words, no name.", "two heavy bags\r", "P1 two heavy bags"),
    Given("What will they feel most?", "annoyed\r", "foreseen annoyed"),
    Given("Where will it go wrong?", "at the till\r", "trouble at the till"),
    Given("What would prove you wrong?", "a smile\r", "disproof a smile"),
    Given(WATCHING, "card declined twice\r", "note card declined twice", WATCHING),
    Given("Kept. How did they seem?", "1", "feeling frustrated inferred", WATCHING),
    Given("How do you know?", "2", "feeling frustrated spontaneous"),
    Given(WATCHING, "looks behind her\r", "note looks behind her", WATCHING),
    Given("Kept. How did they seem?", "0", then=WATCHING),
    Given("In a word.", "ashamed\r", "feeling ashamed inferred", WATCHING),
    Given("How do you know?", "\r"),
    Given(WATCHING, "\x11"),
    Given("What did they feel most, and", "worried at the till\r", "guess worried at the till"),
    Given("How strongly?", "4", "strength 4"),
    Given("Now ask:", "ashamed, in front of them\r", "said ashamed, in front of them"),
    Given("Did I get this right?", "y", "checked"),
    Given("What surprised you?", "she came alone\r", "surprise she came alone"),
    Given("What would you tell", "one till is too few\r", "tonight one till is too few"),
    Given("What did you feel?", "sorry for her\r", "own sorry for her"),
    Given("2 notes, ", "\r", "ended"),
)  # fmt: skip
"""A whole hour, from an empty home."""
LAST = Given("What are you here for?", "")
RIGHT_AFTER = {"Kept. How did they seem?", "In a word.", "How do you know?"}
"""Asked of a note that was just kept; whoever comes back is asked what they see."""
UNBROKEN = tuple(given for given in HOUR if given.asked not in RIGHT_AFTER)
"""The hour, where each of its steps is followed by a kill."""
CHECKING = HOUR[18]
SHORT = (
    *HOUR[:3],
    *(Given(given.asked, "\r") for given in HOUR[3:7]),
    HOUR[7],
    Given("Kept. How did they seem?", "\x11"),
    *HOUR[15:18],
)
"""An hour whose optional questions are passed over, to the customer's own words."""


def told(folder: Path, home: Home) -> list[str]:
    """Return what the disk holds of the hour, in the words of :class:`Given`."""
    if not folder.exists():
        return []
    notebook = Notebook(folder, home, Observer(handle=as_handle("ana")))
    [session] = notebook.sessions.all()
    moments: list[Moment] = notebook.moments.all()
    hour = hour_of(moments)
    parts = {
        "foreseen": hour.foreseen, "trouble": hour.trouble, "disproof": hour.disproof,
        "guess": hour.guess, "said": hour.answer, "surprise": hour.surprise,
        "tonight": hour.tonight, "own": hour.own,
    }  # fmt: skip
    found = [f"{name} {moment.text}" for name, moment in parts.items() if moment]
    for person in notebook.table("participants").all():
        found += [f"{person.key} {person.attributes[key]}" for key in person.attributes]
    for note in hour.notes:
        found.append(f"note {note.text}")
        found += [f"feeling {emotion.term} {emotion.known}" for emotion in note.emotions]
    if hour.guess and (strength := hour.guess.emotions[0].intensity):
        found.append(f"strength {strength}")
    return sorted([*found, *["checked"] * hour.checked, *["ended"] * (session.end is not None)])


def due(steps: tuple[Given, ...]) -> list[str]:
    """Return what these steps must have left on the disk."""
    found = [given.kept for given in steps if given.kept]
    if "feeling frustrated spontaneous" in found:
        found.remove("feeling frustrated inferred")  # how it is known is put in its place
    return sorted(found)


def answer(screen: Alone, given: Given, then: str) -> None:
    """Answer a question, and wait for the next one: then the answer is acknowledged."""
    screen.until(given.asked)
    screen.send(given.typed)
    screen.until(then)
    screen.settled()


def kill(screen: Alone) -> None:
    """Kill the process, as a flat battery does."""
    screen.process.kill(signal.SIGKILL)
    screen.end()


def go_through(screen: Alone, steps: tuple[Given, ...], last: Given) -> None:
    """Answer the questions of these steps; the last question stands when this returns."""
    for given, then in pairwise((*steps, last)):
        answer(screen, given, then.asked)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Return an empty folder to type ``fieldkit`` in."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def test_the_guess_and_the_words_of_the_customer_outlive_a_kill_right_after_them(
    work: Path, home: Home
) -> None:
    """Neither can be asked for again: the guess was before the answer, and the answer was once."""
    guess = next(n for n, given in enumerate(SHORT) if given.kept.startswith("guess")) + 1
    screen = Alone(work)
    go_through(screen, SHORT[:guess], SHORT[guess])
    kill(screen)
    assert told(work / "field-notes", home) == due(SHORT[:guess])
    screen = Alone(work)
    go_through(screen, SHORT[guess:], CHECKING)
    kill(screen)
    assert told(work / "field-notes", home) == due(SHORT)
    screen = Alone(work)
    screen.until(CHECKING.asked)
    screen.until('"ashamed, in front of them"')
    kill(screen)


@pytest.mark.slow
@pytest.mark.parametrize("steps", range(1, len(HOUR) + 1))
def test_an_hour_killed_after_a_step_holds_every_answer_and_goes_on_there(
    work: Path, home: Home, steps: int
) -> None:
    """Each in an hour of its own: no earlier kill has put anything in order."""
    then = HOUR[steps] if steps < len(HOUR) else LAST
    screen = Alone(work)
    go_through(screen, HOUR[:steps], then)
    kill(screen)
    assert told(work / "field-notes", home) == due(HOUR[:steps])
    screen = Alone(work)
    screen.until(HOUR[steps - 1].then or then.asked)
    kill(screen)


@pytest.mark.slow
def test_an_hour_killed_after_each_of_its_steps_is_whole_at_its_end(work: Path, home: Home) -> None:
    """Twenty kills, and not one answer is asked for twice."""
    screen = Alone(work)
    for steps, given in enumerate(UNBROKEN, start=1):
        then = UNBROKEN[steps] if steps < len(UNBROKEN) else LAST
        noted = given.kept.startswith("note ")
        answer(screen, given, "Kept. How did they seem?" if noted else then.asked)
        assert told(work / "field-notes", home) == due(UNBROKEN[:steps])
        if steps > 1:  # before that nobody has agreed to anything: it begins again
            kill(screen)
            screen = Alone(work)
    screen.until(LAST.asked)
    kill(screen)
