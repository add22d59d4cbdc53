"""A study in which whatever is about P7, and only that, holds a marker; and where it still is."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from fieldkit.model.insight import Insight, Memo
from fieldkit.model.keys import (
    InsightId,
    MemoId,
    MomentId,
    ParticipantKey,
    SessionId,
    as_handle,
)
from fieldkit.model.observer import Observer
from fieldkit.model.people import Consent, ConsentState, Participant, Scope
from fieldkit.store.backup import take
from fieldkit.store.drafts import Drafts
from fieldkit.store.erase import Erasure, erase
from fieldkit.store.erase_plan import plan_of
from fieldkit.store.files import REAL_FILES, Files
from fieldkit.store.home import Home
from fieldkit.store.new_study import create_study
from fieldkit.store.notebook import Notebook

if TYPE_CHECKING:
    from fieldkit.store.entry import Op

MARK = "zqxmarker"
Clock = Callable[[], datetime]


class Place:
    """A machine with a study on it."""

    def __init__(self, root: Path, clock: Clock) -> None:
        self.root = root
        self.folder = root / "study"
        self.home = Home(root / "home")
        self.clock = clock

    def notebook(self, handle: str = "ana", files: Files = REAL_FILES) -> Notebook:
        """Open the study."""
        home = Home(self.home.root, files)
        observer = Observer(handle=as_handle(handle))
        return Notebook(self.folder, home, observer, files=files, clock=self.clock)

    def erase(self, person: str = "P7", files: Files = REAL_FILES) -> Erasure:
        """Erase someone."""
        notebook = self.notebook(files=files)
        plan = plan_of(notebook.ledger, person)
        done = erase(notebook.ledger, "ana", plan, clock=self.clock)
        notebook.settle()
        return done


def marked(root: Path, clock: Clock) -> Place:
    """Return a study of two devices with a backup, drafts, media, digests, quarantine."""
    place = Place(root, clock)
    ana = Observer(handle=as_handle("ana"))
    notebook = create_study(place.folder, place.home, ana, title="Till", clock=clock)
    _people(notebook)
    _alone(notebook)
    _together(notebook)
    _second_device(place)
    notebook.refresh()
    _made_of_it(notebook)
    _beside(place, notebook)
    notebook.settle()
    take(notebook.ledger, notebook.study, clock=clock)
    return place


def _people(notebook: Notebook) -> None:
    notebook.add(
        "participants",
        Participant(
            key=ParticipantKey("P7"),
            attributes={"name": f"{MARK} attribute of hers"},
            history=f"{MARK} history with us",
            consent=Consent(
                state=ConsentState.GIVEN, scopes=(Scope.QUOTE,), how=f"{MARK} asked at the door"
            ),
        ),
    )
    notebook.add("participants", Participant(key=ParticipantKey("P3"), history="came for paint"))


def _alone(notebook: Notebook) -> None:
    """P7's own session: two notes that say whose they are, two that do not."""
    session = notebook.start_session(participants=["P7"], place=f"{MARK} place of hers")
    notebook.write(f'P7: "{MARK} I gave it already" @till !frustrated4({MARK} cue sighed)')
    written = notebook.write(f'"{MARK} which till is it?" ({MARK} a remark of mine) #signs')
    notebook.write(f"{MARK} looks around, unnamed", draft=_saved_draft(notebook))
    notebook.edit("ana-2", f'"{MARK} which till was it, then?" #signs/seen')
    held = notebook.moments.want("ana-1")
    picture = f"{MARK} bytes of a photo".encode()
    name = f"{sha256(picture).hexdigest()}.jpg"
    media = notebook.folder / "media"
    media.mkdir()
    (media / name).write_bytes(picture)
    (media / name.replace(".jpg", ".small.jpg")).write_bytes(picture)
    shared = b"a picture of the till"
    other = f"{sha256(shared).hexdigest()}.jpg"
    (media / other).write_bytes(shared)
    notebook.commit(
        lambda _: [
            {
                "table": "moments",
                "id": held.id,
                "set": {f"media/{name}": True, f"media/{other}": True},
            }
        ]
    )
    notebook.delete("moments", [written.moment.id])
    notebook.undo()
    notebook.stop_session(debrief=f"{MARK} what stays with me")
    assert session.id == SessionId("ana-s1")


def _saved_draft(notebook: Notebook) -> str:
    """Return the draft of a line, as a window that died left it."""
    own = notebook.ledger.journal.own_position("ana")
    assert own is not None
    drafts = Drafts(notebook.folder / "log", own.dev)
    draft = drafts.new_id()
    for end in range(4, 25, 5):
        drafts.keep(draft, notebook.clock(), f"{MARK} looks around, unnamed"[:end])
    unsaved = drafts.new_id()
    drafts.keep(unsaved, notebook.clock(), f"P7 {MARK} never saved")
    other = drafts.new_id()
    drafts.keep(other, notebook.clock(), "P3 waits, never saved either")
    drafts.close(forget=False)
    return draft


def _together(notebook: Notebook) -> None:
    """A session of P3's and P7's: of the common notes only the code goes."""
    notebook.start_session(participants=["P3", "P7"])
    notebook.write("both wait for a till @till")
    notebook.write(f'P7,P3: "{MARK} shall we go?"')
    notebook.write('P3: "I came by bus" @till')
    small = min((notebook.folder / "media").glob("*.jpg"), key=lambda path: path.stat().st_size)
    rows = notebook.ledger.state.rows("moments").values()
    name = next(row["id"] for row in rows if row.get("text") == "I came by bus")
    op: Op = {"table": "moments", "id": name, "set": {f"media/{small.name}": True}}
    notebook.commit(lambda _: [op])
    notebook.stop_session()


def _second_device(place: Place) -> None:
    """Ben's log: written by an installation of its own."""
    other = Place(place.root, place.clock)
    other.home = Home(place.root / "home-of-ben")
    ben = other.notebook("ben")
    ben.write(f'P7: "{MARK} at another device"')
    ben.write("P3: looks at the sign @queue")
    ben.tag(["ben-1"], "#his/tag")
    ben.write("a loose one of nobody's")
    ben.settle()


def _made_of_it(notebook: Notebook) -> None:
    notebook.add("memos", Memo(id=MemoId("ana-m1"), text=f"{MARK} memo on her", about="P7"))
    notebook.add("memos", Memo(id=MemoId("ana-m2"), text="memo on the till", about="till"))
    notebook.add(
        "insights",
        Insight(
            id=InsightId("ana-i1"),
            claim="People cannot find the till",
            supporting=(MomentId("ana-1"), MomentId("ben-2")),
        ),
    )
    digests = notebook.folder / "digests"
    (digests / "july").mkdir(parents=True)
    (digests / "topline.md").write_text(f"P7 said {MARK}, see ana-1", encoding="utf-8")
    (digests / "july" / "quiet.html").write_text("<p>[ana-2](#ana-2)</p>", encoding="utf-8")
    (digests / "other.md").write_text("P3 came by bus", encoding="utf-8")


def _beside(place: Place, notebook: Notebook) -> None:
    """Quarantine: a torn line, a fork, and study.json as another program left it."""
    kept = place.folder / "quarantine"
    kept.mkdir()
    logs = sorted((place.folder / "log").glob("*.jsonl"))
    lines = [line for path in logs for line in path.read_bytes().split(b"\n")]
    torn = next(line for line in lines if MARK.encode() in line)
    at = torn.index(MARK.encode())
    (kept / "aa-12-torn").write_bytes(torn[at : at + 40])
    (kept / "aa-fork").write_bytes(torn + b"\n" + b'{"v":1,"dev":"x","broken')
    notebook.settle()
    tables = json.loads((place.folder / "study.json").read_bytes())
    (kept / "study-00000000.json").write_text(json.dumps(tables), encoding="utf-8")
    (kept / "study-11111111.json").write_text(json.dumps(tables)[:-9], encoding="utf-8")
    (kept / "bb-other").write_bytes(b'{"v":1,"text":"P3 was here')
    (place.folder / ".study.json.77.new").write_text(MARK, encoding="utf-8")


def found(root: Path) -> Iterator[str]:
    """Yield every file under a folder in which the marker is, backups looked into."""
    for path in sorted(root.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        if path.suffix == ".zip":
            inside = path.with_suffix(".unzipped")
            shutil.unpack_archive(path, inside, "zip")
            yield from found(inside)
            shutil.rmtree(inside)
        elif MARK.encode() in data or MARK.encode("utf-16-le") in data:
            yield str(path.relative_to(root))


def named(root: Path) -> Iterator[str]:
    """Yield every line of a log that names P7, those that erase and other people's words aside."""
    for path in sorted(root.rglob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            if "P7" in line and '"erasures"' not in line:
                yield f"{path.name}: {line[:200]}"


def sizes(folder: Path) -> dict[str, int]:
    """Return the size of each log: an erasure keeps it."""
    return {path.name: path.stat().st_size for path in folder.glob("log/*.jsonl")}
