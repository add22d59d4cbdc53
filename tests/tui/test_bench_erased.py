"""A window that stands open while someone is erased in another."""

from collections.abc import Callable
from datetime import datetime

from fieldkit.store.erase import erase
from fieldkit.store.erase_plan import plan_of
from fieldkit.store.home import Home
from fieldkit.store.notebook import Notebook
from fieldkit.tui.bench import open_bench


def test_a_window_shows_nothing_of_them_from_its_next_look_on(
    notebook: Notebook, home: Home, clock: Callable[[], datetime]
) -> None:
    """It is told to show everything anew, goes on in its log, and its undo brings nothing back."""
    notebook.start_session(participants=["P3", "P7"])
    notebook.write('P7: "mine" @till')
    notebook.write('P3: "not mine" @till')
    bench = open_bench(notebook.folder, home, notebook.observer, clock=clock)
    first = bench.news()
    assert first is not None
    assert [moment.text for moment in first.moments] == ["mine", "not mine"]
    bench.write(1, 'P7: "written here"', clock(), None)
    notebook.refresh()
    erase(notebook.ledger, "ana", plan_of(notebook.ledger, "P7"), clock=clock)
    bench.refresh()
    news = bench.news()
    assert news is not None
    assert news.whole
    assert [moment.text for moment in news.moments] == ["not mine"]
    assert "P7" not in news.view.words.people
    bench.undo()
    assert bench.write(2, "P3 goes on", clock(), None).moment.id == "ana-4"
    bench.close()
    texts = b"".join(path.read_bytes() for path in notebook.folder.rglob("*") if path.is_file())
    assert b'"mine"' not in texts
    assert b"written here" not in texts
