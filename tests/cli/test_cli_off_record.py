"""``fieldkit off-record`` as a person and a script meet it."""

import json
from collections.abc import Callable

import pytest

from fieldkit.cli.group import cli
from fieldkit.model.errors import FieldkitError
from fieldkit.store.notebook import Notebook

WORDS = "zqxmarker"
Run = Callable[..., tuple[str, str]]


@pytest.fixture
def fieldkit(notebook: Notebook, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs a command on a study of three notes, two of them in a session."""
    notebook.start_session(participants=["P7"])
    notebook.write(f'"{WORDS} it was declined" @till')
    notebook.write(f"P7: {WORDS} leaves")
    notebook.stop_session()
    notebook.write('P3: "which till?" @till')
    notebook.settle()

    def run(*arguments: str) -> tuple[str, str]:
        capsys.readouterr()
        cli.main(["--study", str(notebook.folder), *arguments], standalone_mode=False)
        read = capsys.readouterr()
        return read.out, read.err

    return run


def test_off_the_record_hides_a_span_everywhere_and_undo_shows_it(fieldkit: Run) -> None:
    """Moments, searches, digests, the log, its export."""
    span = ["--from", "2026-05-11T12:00", "--to", "2026-05-11T12:30"]
    out, err = fieldkit("off-record", *span)
    assert out.split() == ["ana-1", "ana-2", "ana-3"]
    assert "undo brings them back" in err
    for command in (
        ["moments", "--json"],
        ["moments", "--format", "csv", WORDS],
        ["digest", "topline"],
        ["log", "--json"],
        ["log", "ana-1"],
        ["session", "show", "ana-s1"],
    ):
        shown = "".join(fieldkit(*command))
        assert f"{WORDS} it was" not in shown, command
        assert "which till" not in shown, command
    fieldkit("undo")
    assert len(json.loads(fieldkit("moments", "--json")[0])) == 3


def test_off_the_record_takes_a_session_and_refuses_what_is_no_span(fieldkit: Run) -> None:
    """In one line that says what does work."""
    out, _ = fieldkit("off-record", "--last", "1h", "--session", "ana-s1")
    assert out.split() == ["ana-1", "ana-2"]
    out, err = fieldkit("off-record", "--last", "1", "--session", "ana-s1")
    assert (out, "no note in that span" in err) == ("", True)
    for wrong in (
        [],
        ["--last", "soon"],
        ["--from", "2026-05-11T14:20", "--to", "2026-05-11T14:05"],
        ["--from", "yesterday"],
        ["--last", "5m", "--from", "14:05"],
        ["--last", "5m", "--session", "ana-s9"],
    ):
        with pytest.raises(FieldkitError):
            fieldkit("off-record", *wrong)
