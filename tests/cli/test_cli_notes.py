"""Writing, finding and changing moments from the command line."""

import json
from pathlib import Path

import pytest
from commandline import ok, refused, run
from tinydb import TinyDB


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return a study of ana's with an open session."""
    ok("new", "visits", "--title", "Store visits", "--as", "ana", cwd=tmp_path)
    folder = tmp_path / "visits"
    ok("session", "start", "--kind", "shadowing", "--participant", "P3", cwd=folder)
    return folder


def test_a_note_prints_its_id_and_stands_in_the_tinydb_file(study: Path) -> None:
    """What is printed is saved, tagged as typed, and stock TinyDB sees it."""
    ran = ok("note", 'P3: "I already gave you this card" @checkout !frustrated4 #repeat', cwd=study)
    assert ran.out == "ana-1\n"
    with TinyDB(study / "study.json") as stock:
        rows = stock.table("moments").all()
    assert [row["text"] for row in rows] == ["I already gave you this card"]
    assert rows[0]["layer"] == "verbatim"
    assert rows[0]["touchpoint"] == "checkout"
    assert rows[0]["emotions"]["customer.inferred.frustrated"]["intensity"] == 4


def test_the_json_of_a_moment_is_the_documented_one(study: Path) -> None:
    """Every key stands in the documented order, unset ones filled in."""
    line = 'P3: "I already gave you this card" @checkout !frustrated4(sighed) #repeat-request'
    ok("note", line, cwd=study)
    (moment,) = json.loads(ok("moments", "--format", "json", cwd=study).out)
    wanted = "id at session observer participants speaker layer text note touchpoint codes"
    wanted += " dimension count emotions media source starred created edited"
    assert list(moment)[:19] == wanted.split()
    assert moment["participants"] == ["P3"]
    assert moment["session"] == "ana-s1"
    (emotion,) = moment["emotions"]
    assert emotion == {
        "term": "frustrated",
        "vocabulary": "customer",
        "intensity": 4,
        "valence": -0.78,
        "arousal": 0.63,
        "whose": "customer",
        "known": "inferred",
        "cue": "sighed",
        "confidence": None,
    }


def test_every_line_of_stdin_is_a_moment_and_touchpoints_carry(study: Path) -> None:
    """Ids come out one a line; the touchpoint in force is the last one named."""
    ran = ok("note", "-", cwd=study, stdin="queues @till\n\nlooks at the clock\n")
    assert ran.out == "ana-1\nana-2\n"
    found = json.loads(ok("moments", "--json", "looks", cwd=study).out)
    assert found[0]["touchpoint"] == "till"


def test_a_line_may_begin_with_minus(study: Path) -> None:
    """`note -2m …` is a time, not an option."""
    ok("note", "-2m", "turns the package over", cwd=study)
    (moment,) = json.loads(ok("moments", "--json", cwd=study).out)
    assert moment["text"] == "turns the package over"
    assert moment["at"] < moment["created"]


def test_without_a_session_a_note_is_kept_and_said(tmp_path: Path) -> None:
    """Nothing typed is refused for want of a session."""
    ok("new", "visits", "--title", "Store visits", "--as", "ana", cwd=tmp_path)
    ran = ok("note", "card declined", cwd=tmp_path / "visits")
    assert ran.out == "ana-1\n"
    assert "without a session" in ran.err


def test_undo_takes_back_the_last_change_and_redo_makes_it_again(study: Path) -> None:
    """Undo and redo work over separate processes."""
    ok("note", "first", cwd=study)
    ok("note", "second #late", cwd=study)
    ok("undo", cwd=study)
    assert [m["text"] for m in json.loads(ok("moments", "--json", cwd=study).out)] == ["first"]
    assert "late" not in ok("codes", "list", cwd=study).out
    ok("redo", cwd=study)
    texts = [m["text"] for m in json.loads(ok("moments", "--json", cwd=study).out)]
    assert texts == ["first", "second"]
    assert "late" in ok("codes", "list", cwd=study).out


def test_a_number_taken_back_is_never_given_again(study: Path) -> None:
    """Ids stand in notebooks and digests: one id is one moment for ever."""
    ok("note", "first", cwd=study)
    ok("undo", cwd=study)
    assert ok("note", "second", cwd=study).out == "ana-2\n"


def test_edit_tag_and_delete_change_what_they_name(study: Path) -> None:
    """Edit replaces, tag adds, delete removes; each is undone by undo."""
    ok("note", "card declined @till", cwd=study)
    ok("edit", "ana-1", "card declined twice @till", cwd=study)
    ok("tag", "ana-1", "!frustrated", "#card", cwd=study)
    (moment,) = json.loads(ok("moments", "--json", cwd=study).out)
    assert moment["text"] == "card declined twice"
    assert [e["term"] for e in moment["emotions"]] == ["frustrated"]
    assert moment["codes"] == ["card"]
    ok("delete", "ana-1", cwd=study)
    assert json.loads(ok("moments", "--json", cwd=study).out) == []
    ok("undo", cwd=study)
    assert len(json.loads(ok("moments", "--json", cwd=study).out)) == 1


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("@till", ["one", "three"]),
        ("!frustrated", ["one"]),
        ("@till -!frustrated", ["three"]),
        ("#trust", ["two"]),
        ("wörds", ["two"]),
        ("layer:verbatim", ["three"]),
        ("@-", ["two"]),
        ("valence:<0", ["one"]),
    ],
)
def test_the_signs_that_write_also_find(tmp_path: Path, search: str, found: list[str]) -> None:
    """One grammar: search lines find what lines wrote."""
    ok("new", "v", "--title", "V", "--as", "ana", cwd=tmp_path)
    folder = tmp_path / "v"
    ok(
        "note",
        "-",
        cwd=folder,
        stdin='one @till !frustrated\ntwo words #trust/privacy\n"three" @till',
    )
    rows = json.loads(ok("moments", "--json", search, cwd=folder).out)
    assert [row["text"].split()[0] for row in rows] == found


@pytest.mark.parametrize("fmt", ["table", "json", "jsonl", "csv", "md"])
def test_every_format_lists_every_moment(study: Path, fmt: str) -> None:
    """Each format holds the words."""
    ok("note", "turns the package over @shelf", cwd=study)
    assert "turns the package over" in ok("moments", "--format", fmt, cwd=study).out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("session", "show", "ana-s9"), "ana-s9"),
        (("edit", "ana-99", "x"), "ana-99"),
        (("tag", "ana-99", "!sad"), "ana-99"),
        (("digest", "nonsense"), "nonsense"),
        (("import", "nowhere.md"), "nowhere.md"),
        (("import", "nowhere.md", "--as", "nonsense"), "nonsense"),
        (("participants", "add", "7up"), "7up"),
        (("session", "start"), "open"),
    ],
)
def test_bad_input_gets_one_clear_line(study: Path, arguments: tuple[str, ...], says: str) -> None:
    """One line on stderr, exit 1, and it names what was wrong."""
    assert says in refused(*arguments, cwd=study)


def test_no_study_is_said_with_what_to_do(tmp_path: Path) -> None:
    """Outside every study the line tells how to make one."""
    assert "fieldkit new" in refused("moments", cwd=tmp_path)


def test_a_note_that_was_refused_is_not_said_to_be_safe(study: Path) -> None:
    """One line, whatever else the disk refuses; of one that was taken, what is behind is told."""
    (study / "study.json").unlink()
    (study / "study.json").mkdir()  # a file that can be neither read nor written
    assert "what was written is safe" in ok("note", "waits", cwd=study).err
    (study / "log" / ".lock").unlink()
    (study / "log" / ".lock").mkdir()
    assert "Not saved: Is a directory" in refused("note", "more", cwd=study)


def test_no_terminal_is_said(study: Path) -> None:
    """Without a terminal the app and the one-line capture say what to do instead."""
    assert "terminal" in refused(cwd=study)
    assert "terminal" in refused("note", cwd=study)


def test_a_mistyped_command_names_the_near_one(tmp_path: Path) -> None:
    """Usage errors exit 2."""
    ran = run("moment", cwd=tmp_path)
    assert ran.code == 2
    assert "'moments'" in ran.err


def test_control_characters_and_markup_are_kept_and_shown_as_symbols(study: Path) -> None:
    """A note cannot act on the terminal of who lists it."""
    ok("note", "-", cwd=study, stdin="bell \x07 red \x1b[31m [/] <b>\n")
    shown = ok("moments", cwd=study).out
    assert "\x1b" not in shown
    assert "␛[31m [/] <b>" in shown
    (moment,) = json.loads(ok("moments", "--json", cwd=study).out)
    assert moment["text"] == "bell \x07 red \x1b[31m [/] <b>"


def test_bytes_that_are_no_text_are_kept(study: Path) -> None:
    """Latin-1 on stdin is kept byte for byte, and reads back."""
    ok("note", "-", cwd=study, stdin=b"caf\xe9 au lait\n")
    assert "au lait" in ok("moments", cwd=study).out


def test_a_study_by_a_newer_fieldkit_reads_and_refuses_to_write(study: Path) -> None:
    """A higher journal version opens read-only, in one line."""
    from fieldkit.store.entry import Entry, encode

    entry = Entry(v=99, dev="ff", seq=1, at="2026-05-11T12:00:00.000Z", who="leo", ops=[])
    (study / "log" / "ff.jsonl").write_bytes(encode(entry))
    assert "newer" in refused("note", "x", cwd=study)
    assert "newer" in run("moments", cwd=study).err


def test_a_session_is_paused_and_resumed_and_what_cannot_be_is_refused(study: Path) -> None:
    """A moment tells of it."""
    assert ok("session", "pause", cwd=study).out == "ana-s1\n"
    assert "paused already" in refused("session", "pause", cwd=study)
    assert ok("session", "resume", cwd=study).out == "ana-s1\n"
    assert "not paused" in refused("session", "resume", cwd=study)
    [moment] = json.loads(ok("moments", "--json", cwd=study).out)
    assert (moment["layer"], moment["note"]) == ("method", "under a minute")
