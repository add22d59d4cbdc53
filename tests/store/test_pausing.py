"""Interruptions: the pause and the moment that tells of it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from fieldkit.model.errors import StudyError
from fieldkit.model.moment import Layer
from fieldkit.model.session import Session
from fieldkit.store import pausing
from fieldkit.store.notebook import Notebook
from fieldkit.store.retelling import retell


def reads(notebook: Notebook) -> Session:
    """Return the session as the study has it."""
    held: Session = notebook.sessions.want("ana-s1")
    return held


def test_a_pause_is_told_by_a_moment_about_the_fieldwork_which_says_how_long_it_was(
    notebook: Notebook,
) -> None:
    """Whatever its writer made of its words meanwhile."""
    notebook.start_session(participants=["P1"])
    paused = pausing.pause(notebook)
    assert reads(notebook) == paused
    assert paused.paused
    [moment] = notebook.moments.all()
    assert (moment.layer, moment.text, moment.at) == (
        Layer.METHOD, "interrupted", paused.pauses[0].start,
    )  # fmt: skip
    notebook.edit(moment.id, "% the manager came by")
    notebook.clock = lambda: paused.pauses[0].start + timedelta(minutes=12)
    going = pausing.resume(notebook)
    assert (reads(notebook), going.paused) == (going, False)
    [moment] = notebook.moments.all()
    assert (moment.text, moment.note) == ("the manager came by", "12 min")


def test_the_log_tells_a_pause_and_a_pad_in_words(notebook: Notebook) -> None:
    """No brackets of the machine's."""
    notebook.start_session()
    pausing.pause(notebook)
    study = notebook.study
    notebook.change("study", study, replace(study, digits=("sad", "calm")))
    newest, paused = (
        retell(told, zone="UTC") for told, _ in zip(notebook.log(), "ab", strict=False)
    )
    assert newest.endswith("digits: – → sad, calm")
    assert "start 2026-05-11 12:00" in paused
    assert not set("{}[]'") & set(newest + paused)


def test_undo_takes_pause_and_moment_back_together(notebook: Notebook) -> None:
    """They are one change."""
    notebook.start_session()
    pausing.pause(notebook)
    notebook.undo()
    assert not reads(notebook).pauses
    assert notebook.moments.all() == []


def test_what_cannot_be_paused_or_resumed_is_refused_in_one_line(notebook: Notebook) -> None:
    """Nothing is written."""
    with pytest.raises(StudyError, match="No session is open"):
        pausing.pause(notebook)
    notebook.start_session()
    with pytest.raises(StudyError, match="not paused"):
        pausing.resume(notebook)
    pausing.pause(notebook)
    with pytest.raises(StudyError, match="paused already"):
        pausing.pause(notebook)
    assert len(notebook.moments.all()) == 1


def test_a_clock_set_back_in_a_pause_ends_it_where_it_began(notebook: Notebook) -> None:
    """No pause has a negative length."""
    notebook.start_session()
    start: datetime = pausing.pause(notebook).pauses[0].start
    notebook.clock = lambda: start - timedelta(hours=1)
    assert pausing.resume(notebook).pauses[0].end == start
