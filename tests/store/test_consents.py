"""Consent: asked before the first moment; who says no is not written about."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fieldkit.model.errors import ConsentError, InvalidValueError
from fieldkit.model.keys import as_handle
from fieldkit.model.observer import Observer, Role
from fieldkit.model.people import USUAL, Consent, ConsentState, Scope, as_consent_state, as_scopes
from fieldkit.store import snapshot
from fieldkit.store.home import Home
from fieldkit.store.new_study import create_study
from fieldkit.store.notebook import Notebook
from fieldkit.store.pen import open_pen

ANA = Observer(handle=as_handle("ana"))
AT = datetime(2026, 5, 11, 12, 0, tzinfo=UTC)
YES = Consent().then(ConsentState.GIVEN, at=AT, how="spoken")
NO = Consent().then(ConsentState.DECLINED, at=AT)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a home of its own."""
    return Home(tmp_path / "home")


@pytest.fixture
def notebook(tmp_path: Path, home: Home) -> Notebook:
    """Return a new study of ana's."""
    ticks = iter(range(10_000))

    def clock() -> datetime:
        return AT + timedelta(seconds=next(ticks))

    return create_study(tmp_path / "study", home, ANA, title="Till", clock=clock)


def test_consent_is_kept_in_the_change_that_opens_the_session(notebook: Notebook) -> None:
    """Before any moment; how it was given and what it covers stay with it."""
    notebook.start_session(participants=["p3"], consents={"p3": YES})
    held = notebook.consents.of("P3")
    assert (held.state, held.scopes, held.how, held.at) == (
        ConsentState.GIVEN,
        USUAL,
        "spoken",
        AT,
    )
    assert notebook.undo() is not None
    assert (len(notebook.sessions), notebook.consents.of("P3")) == (0, Consent())


def test_who_said_no_is_no_part_of_the_session_and_nothing_is_written_about_them(
    notebook: Notebook,
) -> None:
    """The session may be about the place; a line that names them is refused in one line."""
    session = notebook.start_session(participants=["P3", "P4"], consents={"P3": NO, "P4": YES})
    assert session.participants == ("P4",)
    with pytest.raises(ConsentError, match=r"P3 said no: not kept\. Leave out P3:"):
        notebook.write("P3: waits outside")
    assert notebook.write("the door sticks").moment.participants == ("P4",)
    assert [moment.text for moment in notebook.moments] == ["the door sticks"]


def test_one_who_takes_consent_back_during_the_session_is_in_no_later_moment(
    notebook: Notebook, home: Home
) -> None:
    """Neither by name, nor as the session's, nor as the one who answers, nor by an edit."""
    notebook.start_session(participants=["P3"], consents={"P3": YES})
    notebook.write("before")
    notebook.consents.record({"P3": YES.then(ConsentState.DECLINED, at=AT)})
    assert notebook.consents.of("P3").state is ConsentState.WITHDRAWN
    after = notebook.write("the door sticks").moment
    assert after.participants == ()
    with pytest.raises(ConsentError, match="took their consent back"):
        notebook.edit(after.id, "P3: the door sticks")
    with pytest.raises(ConsentError, match="answers here"):
        notebook.write("A: I did not say that")
    notebook.settle()
    pen = open_pen(notebook.folder, home, ANA)
    with pytest.raises(ConsentError):
        pen.write("P3: by the other way in")


def test_a_yes_after_a_no_opens_the_pen_again(notebook: Notebook) -> None:
    """And undoing that closes it."""
    notebook.consents.record({"P3": NO})
    notebook.consents.record({"P3": NO.then(ConsentState.GIVEN, at=AT)})
    notebook.write("P3: nods")
    notebook.undo()
    notebook.undo()
    assert notebook.consents.of("P3").refused
    with pytest.raises(ConsentError):
        notebook.write("P3: nods")


def test_what_a_study_written_before_says_of_consent_is_still_known(notebook: Notebook) -> None:
    """Its ``study.json`` holds a head without it."""
    notebook.consents.record({"P3": NO})
    notebook.settle()
    found = snapshot.unpack((notebook.folder / "study.json").read_bytes())
    assert found is not None
    older = {name: getattr(found.head, name) for name in found.head.__slots__}
    del older["consents"]
    data = snapshot.pack(found.state, found.head, found.positions).replace(
        b'\\"consents\\"', b'\\"consentz\\"'
    )
    again = snapshot.unpack(data)
    assert again is not None
    assert again.head.said_no("P3") == "declined"


def test_observers_come_with_their_roles_and_known_ones_keep_theirs(notebook: Notebook) -> None:
    """The writer stands first."""
    leader = Observer(handle=as_handle("cleo"), role=Role.LEADER)
    session = notebook.start_session(observers=[leader, ANA])
    assert session.observers == ("ana", "cleo")
    assert notebook.table("observers").want("cleo").role is Role.LEADER


def test_an_answer_follows_the_one_before_or_is_refused() -> None:
    """No after yes is a withdrawal; a yes without scopes covers the usual ones."""
    assert YES.then(ConsentState.DECLINED, at=AT).state is ConsentState.WITHDRAWN
    again = YES.then(ConsentState.GIVEN, at=AT, scopes=[Scope.QUOTE])
    assert (again.scopes, again.how) == ((Scope.QUOTE,), "spoken")
    with pytest.raises(InvalidValueError, match="declined cannot become withdrawn"):
        NO.then(ConsentState.WITHDRAWN, at=AT)


def test_states_and_scopes_are_known_by_what_people_call_them() -> None:
    """Refused is declined; a scope that is none is named."""
    assert as_consent_state("Refused") is ConsentState.DECLINED
    assert as_scopes("quote, share,quote") == (Scope.QUOTE, Scope.SHARE)
    with pytest.raises(InvalidValueError, match="'film' is no scope"):
        as_scopes("quote film")
    with pytest.raises(InvalidValueError, match="given, refused, withdrawn or unknown"):
        as_consent_state("maybe")
