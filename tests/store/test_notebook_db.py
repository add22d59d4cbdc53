"""The notebook is a TinyDB database too: one journal under both."""

from tinydb import where

from fieldkit.store.notebook import Notebook


def test_tinydb_queries_find_what_the_notebook_wrote(notebook: Notebook) -> None:
    """Any TinyDB query works on the moments."""
    notebook.write("card declined @till !frustrated4")
    notebook.write("turns it over @shelf")
    found = notebook.db.table("moments").search(where("touchpoint") == "till")
    assert [row["text"] for row in found] == ["card declined"]


def test_what_tinydb_writes_is_journalled_and_undone_like_any_change(notebook: Notebook) -> None:
    """A write through TinyDB is an entry as any other."""
    written = notebook.write("card declined @till").moment
    notebook.db.table("moments").update({"text": "card refused"}, where("id") == written.id)
    assert notebook.moments.want(written.id).text == "card refused"
    notebook.undo()
    assert notebook.moments.want(written.id).text == "card declined"


def test_a_new_study_is_private(notebook: Notebook) -> None:
    """Personal data: nobody else on the machine reads it."""
    assert notebook.folder.stat().st_mode & 0o077 == 0
    assert (notebook.folder / "log").stat().st_mode & 0o077 == 0


def test_a_copy_that_tinydb_hands_out_is_nobody_elses(notebook: Notebook) -> None:
    """Changing a document that was read changes nothing in the store."""
    written = notebook.write("card declined @till").moment
    row = notebook.db.table("moments").get(where("id") == written.id)
    assert isinstance(row, dict)
    row["text"] = "nonsense"
    assert notebook.moments.want(written.id).text == "card declined"
