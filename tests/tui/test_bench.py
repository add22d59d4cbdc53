"""What the writer's thread works at: what changed, what is taken back, what another window did."""

from pathlib import Path

import pytest
from stage import ANA, Standing, make_study

from fieldkit.model.keys import TouchpointKey
from fieldkit.store.home import Home
from fieldkit.tui.amending import intensified, off_record, relayered
from fieldkit.tui.bench import Bench, open_bench
from fieldkit.tui.sheet import open_sheet
from fieldkit.tui.view import Unsaved


@pytest.fixture
def clock() -> Standing:
    """Return a clock that stands."""
    return Standing()


@pytest.fixture
def bench(tmp_path: Path, home: Home, clock: Standing) -> Bench:
    """Return a study with a session and two moments, open."""
    make_study(tmp_path / "study", home, clock, lines=["one @pay", "two !sad"])
    bench = open_bench(tmp_path / "study", home, ANA, clock=clock)
    bench.open()
    return bench


def another(bench: Bench, home: Home, clock: Standing) -> Bench:
    """Return a second window on the same study."""
    return open_bench(bench.notebook.folder, home, ANA, clock=clock)


def test_the_first_news_is_the_whole_session_and_later_ones_what_changed(
    bench: Bench, clock: Standing
) -> None:
    """So that a note costs what a note costs."""
    first = bench.news()
    assert first is not None
    assert first.whole
    assert [moment.text for moment in first.moments] == ["one", "two"]
    assert bench.news() is None
    bench.write(1, "three", clock(), None)
    then = bench.news()
    assert then is not None
    assert not then.whole
    assert [moment.text for moment in then.moments] == ["three"]


def test_of_a_long_session_the_newest_are_told_and_older_ones_on_demand(
    bench: Bench, clock: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All are counted, and so are their words."""
    monkeypatch.setattr("fieldkit.tui.bench.NEWEST", 2)
    clock.go(60)
    bench.write(1, "three @pay #signs", clock(), None)
    clock.go(60)
    bench.write(2, "four !sad", clock(), None)
    found = bench.news()
    assert found is not None
    assert [moment.text for moment in found.moments] == ["three", "four"]
    assert found.view.count == 4
    assert found.view.here["touchpoint"] == {"pay": 4}
    assert found.view.here["emotion"] == {"sad": 2}
    bench.bring(1, found.moments[0].id)
    older = bench.news()
    assert older is not None
    assert [moment.text for moment in older.older] == ["two"]
    assert (older.moments, older.whole) == ((), False)


def test_words_that_a_moment_no_longer_has_are_counted_no_longer(bench: Bench) -> None:
    """Nor those of a moment off the record."""
    first = bench.news()
    assert first is not None
    one, two = first.moments
    bench.edit(1, one.id, "one @till")
    bench.amend(2, two.id, off_record)
    then = bench.news()
    assert then is not None
    assert (then.view.count, then.view.here) == (1, {"touchpoint": {"till": 1}, "emotion": {}})


def test_what_another_window_wrote_is_news(bench: Bench, home: Home, clock: Standing) -> None:
    """After a look, or on the way of a note of our own."""
    bench.news()
    other = another(bench, home, clock)
    other.write(1, "theirs", clock(), None)
    assert bench.refresh()
    found = bench.news()
    assert found is not None
    assert [moment.text for moment in found.moments] == ["theirs"]
    other.write(2, "theirs too", clock(), None)
    bench.write(1, "ours", clock(), None)
    found = bench.news()
    assert found is not None
    assert {moment.text for moment in found.moments} == {"theirs too", "ours"}


def test_undo_takes_back_this_windows_last_change_only(
    bench: Bench, home: Home, clock: Standing
) -> None:
    """Both windows write the same log."""
    bench.write(1, "ours", clock(), None)
    another(bench, home, clock).write(1, "theirs", clock(), None)
    assert bench.undo() is not None
    assert [moment.text for moment in bench.notebook.moments] == ["one", "two", "theirs"]
    assert bench.undo() is None
    assert bench.redo() is not None
    assert len(bench.notebook.moments) == 4


def test_a_ticket_is_amended_and_taken_back_by_its_number(bench: Bench, clock: Standing) -> None:
    """Before the screen knows its id."""
    bench.write(7, "!sad", clock(), TouchpointKey("pay"))
    bench.amend(8, 7, lambda moment: intensified(moment, 1))
    bench.amend(9, 7, lambda moment: relayered(moment, None))
    last = bench.notebook.moments.all()[-1]
    assert (last.emotions[0].intensity, last.layer, last.touchpoint) == (4, "verbatim", "pay")
    bench.take_back([9, 8])
    last = bench.notebook.moments.all()[-1]
    assert (last.emotions[0].intensity, last.layer) == (None, "observed")
    bench.take_back([7])
    assert [moment.text for moment in bench.notebook.moments] == ["one", "two"]


def test_amending_one_that_is_gone_does_nothing(bench: Bench, clock: Standing) -> None:
    """It was taken back meanwhile."""
    bench.write(7, "x", clock(), None)
    bench.take_back([7])
    assert bench.amend(8, 7, lambda moment: intensified(moment, 1)) is None
    assert bench.edit(9, 7, "y") is None


def test_one_that_is_hidden_is_gone_from_the_session(bench: Bench) -> None:
    """As one that is undone."""
    bench.news()
    from fieldkit.tui.amending import off_record

    bench.amend(1, "ana-1", off_record)
    found = bench.news()
    assert found is not None
    assert found.gone == {"ana-1"}


def test_a_draft_that_comes_after_its_line_was_saved_is_not_kept(
    bench: Bench, clock: Standing
) -> None:
    """Else it would be offered at the next start."""
    bench.write(5, "saved", clock(), None)
    bench.keep_draft(Unsaved(5, clock(), "save"))
    bench.close()
    assert list((bench.notebook.folder / "log").glob("*.draft.*")) == []


def test_a_loose_note_keeps_the_touchpoint_in_force(
    tmp_path: Path, home: Home, clock: Standing
) -> None:
    """There is no session to keep it in."""
    make_study(tmp_path / "study", home, clock, session=False)
    bench = open_bench(tmp_path / "study", home, ANA, clock=clock)
    saved = bench.write(1, "waits !sad", clock(), TouchpointKey("pay"))
    assert (saved.moment.touchpoint, saved.moment.session) == ("pay", None)


def test_one_note_loads_nothing_of_the_moments(tmp_path: Path, home: Home, clock: Standing) -> None:
    """And has the study's words all the same."""
    make_study(tmp_path / "study", home, clock, lines=["one @pay #signs"])
    sheet = open_sheet(tmp_path / "study", home, ANA, clock=clock)
    view = sheet.open().view
    assert "signs" in view.words.codes
    assert view.in_force == "pay"
    saved = sheet.write(1, "two", clock(), view.in_force)
    assert (saved.moment.id, saved.moment.touchpoint) == ("ana-2", "pay")
    sheet.close()
