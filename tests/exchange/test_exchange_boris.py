"""BORIS projects and tables: coded behaviour into moments."""

import json
from pathlib import Path

import pytest

from fieldkit.exchange import boris, boris_table
from fieldkit.exchange.batch import Batch
from fieldkit.exchange.formats import detect
from fieldkit.model.errors import RefusedFileError
from fieldkit.model.words import Words

PROJECT = {
    "time_format": "hh:mm:ss",
    "project_format_version": "7.0",
    "behaviors_conf": {
        "0": {"type": "Point event", "code": "sighs", "category": "voice", "description": "aloud"},
        "1": {"type": "State event", "code": "waits", "category": "", "description": ""},
    },
    "observations": {
        "Monday": {
            "type": "LIVE",
            "date": "2026-05-11T10:00:00",
            "time offset": 0.0,
            "description": "rain",
            "independent_variables": {"store": "4", "empty": ""},
            "events": [
                [60.5, "P1", "sighs", "deep|None", "looks away"],
                [70.0, "P1", "waits", "", "begins"],
                [95.25, "P1", "waits", "", "ends"],
                [99.0, "", "waits", "", ""],
            ],
        }
    },
}


def read(module: object, path: Path, zone: str = "UTC") -> Batch:
    """Read a file with a format's module."""
    return module.read(path, words=Words(), zone=zone)  # type: ignore[attr-defined,no-any-return] # a reader


def test_an_event_is_a_moment_and_a_state_has_its_length(tmp_path: Path) -> None:
    """With who, when on the clock of the zone, modifiers and comments."""
    path = tmp_path / "a.boris"
    path.write_text(json.dumps(PROJECT), encoding="utf-8")
    assert detect(path).name == "boris"
    batch = read(boris, path, "Europe/Rome")
    rows = [(m.moment.speaker, m.moment.text, m.moment.note, m.moment.codes) for m in batch.moments]
    assert rows == [
        ("P1", "sighs (deep)", "looks away", ("voice/sighs",)),
        ("P1", "waits", "for 25.250 s; begins / ends", ("waits",)),
        (None, "waits", "its end is not there", ("waits",)),
    ]
    assert batch.moments[0].moment.at is not None
    assert batch.moments[0].moment.at.isoformat() == "2026-05-11T08:01:00.500000+00:00"
    assert batch.sessions[0].conditions == "rain\nstore: 4"
    assert batch.told == ("1 states have no end; each is a moment that says so.",)
    assert [(c.key, c.definition) for c in batch.codes] == [
        ("voice/sighs", "aloud"),
        ("waits", None),
    ]


@pytest.mark.parametrize(
    ("name", "sessions", "moments"),
    [
        ("test.boris", 12, 92),
        ("test2.boris", 9, 51),
        ("test_with_leading_trailing_spaces_in_modifiers.boris", 1, 4),
        ("otx_import_test.boris", 0, 0),
    ],
)
def test_projects_of_boris_itself_are_read_whole(
    shared: Path, name: str, sessions: int, moments: int
) -> None:
    """Every event stands in a moment, or is the end of one."""
    path = shared / "data" / "boris" / name
    batch = read(boris, path)
    assert (len(batch.sessions), len(batch.moments), batch.unread) == (sessions, moments, ())
    project = json.loads(path.read_text(encoding="utf-8"))
    events = sum(len(o["events"]) for o in project["observations"].values())
    lasting = sum("for " in (m.moment.note or "") for m in batch.moments)
    assert len(batch.moments) + lasting == events


def test_the_tables_tell_the_same_as_the_project(shared: Path) -> None:
    """The list and its comma-separated twin; the aggregated table of another observation."""
    folder = shared / "data" / "boris"
    project = read(boris, folder / "test.boris")
    for table, observation in (
        ("test_export_events_tabular.tsv", "observation #1"),
        ("test_export_events_tabular.csv", "observation #1"),
        ("test_export_aggregated_events_test_full_1.tsv", "observation #2"),
    ):
        assert detect(folder / table).name == "boris-table"
        batch = read(boris_table, folder / table)
        ours = {(m.moment.at, m.moment.speaker, m.moment.text) for m in batch.moments}
        session = next(s.label for s in project.sessions if s.title == observation)
        theirs = {
            (m.moment.at, m.moment.speaker, m.moment.text)
            for m in project.moments
            if m.session == session
        }
        assert ours == theirs
        assert batch.unread == ()


@pytest.mark.parametrize("text", ["[]", "{", '{"time_format": "s"}', '{"a": NaN}'])
def test_what_is_no_project_is_refused(tmp_path: Path, text: str) -> None:
    """In one line."""
    path = tmp_path / "a.boris"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RefusedFileError, match="is no BORIS project"):
        read(boris, path)


def test_a_table_without_events_is_refused(shared: Path) -> None:
    """Such as the list of observations."""
    with pytest.raises(RefusedFileError, match="no column Behavior"):
        read(boris_table, shared / "data" / "boris" / "export_observations_list_test1.tsv")
