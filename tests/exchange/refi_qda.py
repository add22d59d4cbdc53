"""The published schemas of REFI-QDA, and studies to write in it."""

import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import strategies as st
from lxml import etree

from fieldkit.model.emotion import Emotion, Known, Whose
from fieldkit.model.insight import Insight, Memo
from fieldkit.model.journey import Code, Colour, Phase, Touchpoint
from fieldkit.model.keys import (
    CodeKey,
    Handle,
    InsightId,
    MemoId,
    MomentId,
    ParticipantKey,
    PhaseKey,
    SessionId,
    StudyId,
    TouchpointKey,
)
from fieldkit.model.moment import Layer, Moment
from fieldkit.model.observer import Observer
from fieldkit.model.people import Participant, Staff
from fieldkit.model.session import Session
from fieldkit.model.study import Casebook, Study

EARLY, LATE = datetime(2000, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001 - the zone is drawn with
STANDARD = "pyrefiqda==0.2.1"
"""A source distribution that carries the schemas of the standard 1.5."""


@cache
def _standard() -> Path | None:
    into = Path(mkdtemp(prefix="refi-qda-"))
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:"]
    done = subprocess.run([*command, "-d", str(into), STANDARD], capture_output=True, check=False)
    found = next(into.glob("pyrefiqda-*.tar.gz"), None)
    if done.returncode or found is None:
        return None
    with tarfile.open(found) as archive:
        archive.extractall(into, filter="data")
    return next(into.glob("*/refi-qda-standard"), None)


def schema(name: str) -> etree.XMLSchema:
    """Return a published schema, ``Project`` or ``Codebook``; skip where it cannot be fetched."""
    folder = _standard()
    if folder is None:
        pytest.skip(f"the schemas of REFI-QDA ({STANDARD}) cannot be fetched here")
    return etree.XMLSchema(etree.parse(folder / f"{name}.xsd"))


def faults(path: Path) -> list[str]:
    """Return what the published schema finds wrong in a project or a codebook."""
    if path.suffix == ".qdpx":
        with zipfile.ZipFile(path) as archive:
            document, against = etree.fromstring(archive.read("project.qde")), schema("Project")
    else:
        document, against = etree.fromstring(path.read_bytes()), schema("Codebook")
    return [] if against.validate(document) else [str(against.error_log)]


def studies(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Casebook]:
    """Draw small studies whose every text may be anything."""
    moments = st.lists(_moments(texts), max_size=4)
    return st.builds(_study, texts, moments, st.lists(texts, max_size=2), st.booleans())


def _moments(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Callable[[int], Moment]]:
    feelings = st.builds(
        Emotion,
        term=st.sampled_from(("sad", "frustrated", "ärgerlich")),
        whose=st.sampled_from(Whose),
        known=st.sampled_from(Known),
        intensity=st.none() | st.integers(1, 5),
        valence=st.none() | st.sampled_from((-1.0, -0.78, 0.0, 1e-05)),
        cue=st.none() | texts.map(str.strip).filter(bool),
    )
    keys = st.lists(st.sampled_from(("trust", "trust/privacy", "über", "pay-twice")), max_size=2)
    return st.builds(
        lambda text, note, jotting, layer, feelings, codes, at, count, where, flags: (
            lambda number: Moment(
                id=MomentId(f"ana-{number}"),
                session=SessionId("ana-s1") if flags[0] else None,
                at=at,
                observer=Handle("ana") if flags[1] else None,
                participants=(ParticipantKey("P1"),) if flags[0] else (),
                speaker="S1" if flags[1] else "P1",
                layer=layer,
                text=text,
                note=note,
                jotting=jotting,
                emotions=tuple({e.key: e for e in feelings}.values()),
                codes=tuple(dict.fromkeys(map(CodeKey, codes))),
                touchpoint=where,
                count=count,
                starred=flags[1],
                created=at,
            )
        ),
        texts,
        st.none() | texts,
        st.none() | texts,
        st.sampled_from(Layer),
        st.lists(feelings, max_size=3),
        keys,
        st.none()
        | st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
        st.integers(1, 12),
        st.none() | st.sampled_from((TouchpointKey("till"), TouchpointKey("kasse"))),
        st.tuples(st.booleans(), st.booleans()),
    )


def _study(
    text: str,
    made: list[Callable[[int], Moment]],
    memos: list[str],
    more: bool,  # noqa: FBT001 - drawn
) -> Casebook:
    moments = tuple(make(number) for number, make in enumerate(made, 1))
    claim = [
        Insight(
            id=InsightId("ana-i1"),
            claim=text.strip() or "?",
            supporting=tuple(m.id for m in moments),
        )
    ]
    return Casebook(
        study=Study(id=StudyId("till"), title=text, question=text or None),
        observers=(Observer(handle=Handle("ana"), name=text),) if more else (),
        participants=(
            Participant(key=ParticipantKey("P1"), attributes={text: text}, history=text or None),
        ),
        staff=(Staff(key=ParticipantKey("S1")),) if more else (),
        phases=(Phase(key=PhaseKey("pay"), name=text, order=2),),
        touchpoints=(
            Touchpoint(key=TouchpointKey("till"), name=text, phase=PhaseKey("pay")),
            Touchpoint(key=TouchpointKey("kasse"), same_as=TouchpointKey("till")),
        )
        if more
        else (),
        codes=(Code(key=CodeKey("trust"), definition=text, colour=Colour.SKY),) if more else (),
        sessions=(Session(id=SessionId("ana-s1"), title=text, place=text, conditions=text),),
        moments=moments,
        insights=tuple(claim) if more else (),
        memos=tuple(
            Memo(id=MemoId(f"ana-m{number}"), text=memo, about="till" if more else None)
            for number, memo in enumerate(memos, 1)
        ),
    )
