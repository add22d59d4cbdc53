"""The shelf: reading order, groups, and searches that the study keeps."""

from collections.abc import Sequence

import pytest

from fieldkit.model.errors import InvalidValueError, NotFoundError, UsageError
from fieldkit.model.finding import By
from fieldkit.model.journey import Touchpoint
from fieldkit.model.keys import TouchpointKey
from fieldkit.shorthand.search import parse_search
from fieldkit.store.notebook import Notebook
from fieldkit.store.shelf import Found


def find(notebook: Notebook, line: str = "", by: By = By.SESSION) -> Found:
    """Return what a line finds."""
    found = notebook.shelf.find(parse_search(line, notebook.pen.words()), by)
    assert found is not None
    return found


def ids(found: Found) -> list[str]:
    """Return the ids found, in order."""
    return [name for group in found.groups for name in group.ids]


def groups(found: Found) -> list[tuple[str | None, Sequence[str]]]:
    """Return each group's key and ids."""
    return [(group.key, list(group.ids)) for group in found.groups]


def test_moments_stand_in_the_order_of_the_casebook(notebook: Notebook) -> None:
    """By session and time, whatever the order of writing."""
    notebook.write("loose")
    notebook.start_session()
    notebook.write("second")
    notebook.write("2026-05-11T08:00 first")
    assert ids(find(notebook)) == [moment.id for moment in notebook.casebook().moments]
    assert ids(find(notebook)) == ["ana-3", "ana-2", "ana-1"]


def test_the_shelf_is_in_step_with_what_is_written(notebook: Notebook) -> None:
    """New ones, those moved, deleted, brought back and off the record."""
    notebook.write("one")
    assert ids(find(notebook)) == ["ana-1"]
    notebook.write("2026-05-11T08:00 earlier")
    assert ids(find(notebook)) == ["ana-2", "ana-1"]
    notebook.tag(["ana-1"], "!frustrated")
    assert ids(find(notebook, "!frustrated")) == ["ana-1"]
    notebook.delete("moments", ["ana-2"])
    assert ids(find(notebook)) == ["ana-1"]
    notebook.undo()
    assert find(notebook).of == 2


def test_a_moment_stands_in_each_group_it_belongs_to_and_is_counted_once(
    notebook: Notebook,
) -> None:
    """Those without one come last."""
    notebook.write("tries again !frustrated !tired")
    notebook.write("waits !tired")
    notebook.write("leaves")
    found = find(notebook, by=By.FEELING)
    assert groups(found) == [
        ("tired", ["ana-1", "ana-2"]),
        ("frustrated", ["ana-1"]),
        (None, ["ana-3"]),
    ]
    assert (found.count, found.of) == (3, 3)


def test_touchpoints_stand_along_the_journey_and_people_by_number(notebook: Notebook) -> None:
    """P2 before P10; staff and the unnamed too."""
    for order, key in enumerate(("zone", "exit")):
        notebook.add("touchpoints", Touchpoint(key=TouchpointKey(key), order=order))
    notebook.write("P10: 'waits @exit")
    notebook.write("P2: 'waits @zone")
    notebook.write("X: 'asks")
    assert [g.key for g in find(notebook, by=By.TOUCHPOINT).groups] == ["zone", "exit", None]
    assert [g.key for g in find(notebook, by=By.PERSON).groups] == ["P2", "P10", "X"]


def test_what_comes_before_and_after_is_of_the_same_session(notebook: Notebook) -> None:
    """As the reader goes through it."""
    notebook.write("loose")
    notebook.start_session()
    for text in ("one", "two", "three"):
        notebook.write(text)
    before, after = notebook.shelf.around("ana-3", 5)
    assert ([row["text"] for row in before], [row["text"] for row in after]) == (["one"], ["three"])


def test_a_search_that_is_no_longer_wanted_stops(notebook: Notebook) -> None:
    """It answers nothing."""
    notebook.write("one")
    asked = parse_search("one", notebook.pen.words())
    assert notebook.shelf.find(asked, By.SESSION, lambda: True) is None


def test_a_saved_search_means_what_is_there_now(notebook: Notebook) -> None:
    """In any search, also turned round and within another saved one."""
    notebook.write("card declined @till !frustrated")
    assert notebook.save_search("Pain", "valence:<0") == ()
    notebook.save_search("till-pain", "@till saved:pain")
    notebook.write("smiles @till !pleased")
    notebook.write("waits @door !annoyed")
    assert ids(find(notebook, "saved:pain")) == ["ana-1", "ana-3"]
    assert ids(find(notebook, "saved:till-pain")) == ["ana-1"]
    assert ids(find(notebook, "-saved:pain")) == ["ana-2"]
    book = notebook.casebook(parse_search("saved:pain", notebook.pen.words()))
    assert [moment.id for moment in book.moments] == ["ana-1", "ana-3"]


def test_a_saved_search_can_be_taken_back_and_is_kept_in_the_study(notebook: Notebook) -> None:
    """It is a change like any other."""
    notebook.save_search("pain", "valence:<0")
    notebook.save_search("pain", "valence:<-0.5")
    assert notebook.table("searches").want("pain").line == "valence:<-0.5"
    notebook.undo()
    assert notebook.table("searches").want("pain").line == "valence:<0"


def test_what_cannot_be_a_saved_search_is_refused(notebook: Notebook) -> None:
    """No name, nothing, one that is not there, one that asks for itself."""
    with pytest.raises(InvalidValueError):
        notebook.save_search("5th", "waits")
    with pytest.raises(InvalidValueError):
        notebook.save_search("pain", " ")
    with pytest.raises(NotFoundError, match="no saved search nowhere"):
        notebook.save_search("pain", "saved:nowhere")
    notebook.save_search("pain", "waits")
    notebook.save_search("more", "saved:pain")
    with pytest.raises(UsageError, match="asks for itself"):
        notebook.save_search("pain", "saved:more")


def test_groups_go_by_the_key_that_others_were_merged_into(notebook: Notebook) -> None:
    """Without a moment being rewritten."""
    notebook.write("waits @till")
    notebook.write("waits @checkout")
    held = notebook.table("touchpoints").want("till")
    merged = Touchpoint(key=TouchpointKey("till"), same_as=TouchpointKey("checkout"))
    notebook.change("touchpoints", held, merged)
    assert groups(find(notebook, by=By.TOUCHPOINT)) == [("checkout", ["ana-1", "ana-2"])]
