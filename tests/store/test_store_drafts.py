"""Drafts: what a crash left is offered once, and what was saved or is being typed is not."""

import errno
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fieldkit.store.drafts import Drafts, left_behind, settle
from fieldkit.store.files import Files

NOON = datetime(2026, 5, 11, 12, tzinfo=UTC)
TYPE = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from fieldkit.store.drafts import Drafts
drafts = Drafts(Path(sys.argv[1]), "d1")
for text in sys.argv[2:]:
    name = drafts.new_id()
    for end in range(1, len(text) + 1):
        drafts.keep(name, datetime(2026, 5, 11, 12, tzinfo=UTC), text[:end])
    print(name, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def die_typing(logs: Path, *texts: str) -> list[str]:
    """Type lines in a process that is killed; return the ids of the drafts."""
    command = [sys.executable, "-c", TYPE, str(logs), *texts]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.split()


def test_what_a_killed_process_left_is_offered_and_what_was_saved_is_not(tmp_path: Path) -> None:
    """The last text of each line; an entry that names a draft has saved it."""
    names = die_typing(tmp_path, "first", 'sec\u2028"ond\ud7ff', "third")
    assert [draft.text for draft in left_behind(tmp_path, ())] == [
        "first",
        'sec\u2028"ond\ud7ff',
        "third",
    ]
    offered = left_behind(tmp_path, {names[0], names[2]})
    assert [(draft.id, draft.began) for draft in offered] == [(names[1], NOON)]
    settle(tmp_path, offered)
    assert left_behind(tmp_path, ()) == []


def test_every_cut_of_the_last_line_falls_back_to_the_line_before(tmp_path: Path) -> None:
    """At most the last key is gone."""
    die_typing(tmp_path, "abc")
    path = next(tmp_path.glob("*.draft.*"))
    whole = path.read_bytes()
    last = whole.rindex(b"\n")
    for cut in range(last, len(whole)):
        path.write_bytes(whole[:cut])
        assert [draft.text for draft in left_behind(tmp_path, ())] == ["ab"], cut


def test_a_row_that_the_disk_cut_short_does_not_spoil_the_next(tmp_path: Path) -> None:
    """A full disk, and then room again."""

    class FullOnce(Files):
        full = True

        def write(self, fd: int, data: bytes) -> int:
            if self.full and b"abc" in data:
                self.full = False
                os.write(fd, data[:9])
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(fd, data)

    drafts = Drafts(tmp_path, "d1", files=FullOnce())
    drafts.keep("x", NOON, "a")
    with pytest.raises(OSError, match="No space"):
        drafts.keep("x", NOON, "abc")
    drafts.keep("x", NOON, "abc")
    drafts.close(forget=False)
    assert [draft.text for draft in left_behind(tmp_path, ())] == ["abc"]


def test_what_is_being_typed_is_not_offered_elsewhere(tmp_path: Path) -> None:
    """Another window of this process or of another: it holds the lock while it lives."""
    drafts = Drafts(tmp_path, "d1")
    drafts.keep(drafts.new_id(), NOON, "typing")
    assert left_behind(tmp_path, ()) == []
    drafts.close(forget=False)
    assert [draft.text for draft in left_behind(tmp_path, ())] == ["typing"]


def test_a_number_of_a_process_that_another_took_over_hides_no_draft(tmp_path: Path) -> None:
    """After a restart the number may be anybody's."""
    die_typing(tmp_path, "mine")
    path = next(tmp_path.glob("*.draft.*"))
    path.rename(path.with_name(f"d1.draft.{os.getpid()}-ab"))
    assert [draft.text for draft in left_behind(tmp_path, ())] == ["mine"]


def test_a_line_withdrawn_is_not_offered_and_nothing_is_left_of_a_window_closed(
    tmp_path: Path,
) -> None:
    """Empty text withdraws; a window that saved everything forgets."""
    drafts = Drafts(tmp_path, "d1")
    name = drafts.new_id()
    drafts.keep(name, NOON, "never mind")
    drafts.keep(name, NOON, "")
    drafts.close(forget=False)
    assert left_behind(tmp_path, ()) == []
    other = Drafts(tmp_path, "d1")
    other.keep(other.new_id(), NOON, "saved")
    other.close(forget=True)
    assert not other.path.exists()
    assert other.new_id() != other.new_id() != name
