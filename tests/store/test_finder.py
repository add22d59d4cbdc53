"""A search finds what is written now, however often it looked before."""

from datetime import UTC, datetime
from pathlib import Path

from fieldkit.model.keys import as_handle
from fieldkit.model.observer import Observer
from fieldkit.shorthand.search import parse_search
from fieldkit.store.home import Home
from fieldkit.store.new_study import create_study
from fieldkit.store.notebook import Notebook


def study(tmp_path: Path) -> Notebook:
    """Return a new study in a zone east of Greenwich."""
    return create_study(
        tmp_path / "s",
        Home(tmp_path / "home"),
        Observer(handle=as_handle("ana")),
        title="Study",
        zone="Europe/Berlin",
        clock=lambda: datetime(2026, 5, 11, 12, tzinfo=UTC),
    )


def found(notebook: Notebook, line: str) -> list[str]:
    """Return what a search line finds."""
    return notebook.find(parse_search(line, notebook.pen.words()))


def test_a_search_sees_what_was_changed_after_it_looked(tmp_path: Path) -> None:
    """By this window, by another program, and where the documents were made anew."""
    notebook = study(tmp_path)
    notebook.pen.write("card declined")
    assert found(notebook, "card") == ["ana-1"]
    notebook.edit("ana-1", "till closed")
    assert (found(notebook, "card"), found(notebook, "till")) == ([], ["ana-1"])
    other = Notebook(tmp_path / "s", Home(tmp_path / "home"), Observer(handle=as_handle("ana")))
    other.edit("ana-1", "queue")
    notebook.refresh()
    assert (found(notebook, "till"), found(notebook, "queue")) == ([], ["ana-1"])
    state = notebook.ledger.state
    state.rows("moments")[next(iter(state.rows("moments")))]["text"] = "gone"
    state.applied += 1
    assert found(notebook, "queue") == []


def test_days_are_cut_to_the_millisecond_in_the_zone_of_the_session(tmp_path: Path) -> None:
    """A moment without a session is in UTC; one with, in the session's zone."""
    notebook = study(tmp_path)
    times = [
        datetime(2026, 5, 10, 21, 59, 59, 999_000, tzinfo=UTC),
        datetime(2026, 5, 10, 22, tzinfo=UTC),
        datetime(2026, 5, 11, 0, 0, 0, 1000, tzinfo=UTC),
        datetime(2026, 5, 11, 21, 59, 59, 999_000, tzinfo=UTC),
        datetime(2026, 5, 11, 22, tzinfo=UTC),
    ]
    session = notebook.start_session()
    for began in times:
        notebook.pen.write("in", began=began, session=session)
    assert found(notebook, "from:2026-05-11 to:2026-05-11") == ["ana-2", "ana-3", "ana-4"]
    for began in times:
        notebook.pen.write("out", began=began, loose=True)
    assert found(notebook, "from:2026-05-11 to:2026-05-11 out") == ["ana-8", "ana-9", "ana-10"]
