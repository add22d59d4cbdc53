"""A study as Markdown notes: a heading a session, a line of shorthand a moment."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from fieldkit.exchange.batch import Progress
from fieldkit.exchange.text_out import write_text
from fieldkit.model.moment import Moment
from fieldkit.model.session import Session
from fieldkit.model.study import Casebook
from fieldkit.shorthand.resolve import line_of


def write(
    book: Casebook, path: Path, *, media: Path, progress: Progress | None = None
) -> tuple[str, ...]:
    """Write the sessions with their moments, in the order in which they are read."""
    write_text(path, _pieces(book), of=len(book.moments), progress=progress)
    _ = media
    told = []
    if book.insights:
        told.append(f"{len(book.insights)} insights are not in it; see: fieldkit digest findings")
    if pictures := sum(bool(moment.media) for moment in book.moments):
        told.append(f"The media of {pictures} moments are not in it; a bundle holds them.")
    return tuple(told)


def _pieces(book: Casebook) -> Iterator[str]:
    yield f"# {_flat(book.study.title)}\n"
    if book.study.question:
        yield f"\n{_flat(book.study.question)}\n"
    sessions = {session.id: session for session in book.sessions}
    for name, moments in groupby(book.moments, key=lambda moment: moment.session):
        session = sessions.get(name) if name else None
        yield _head(session)
        for moment in moments:
            yield _line(moment, session.zone if session else book.study.zone)


def _head(session: Session | None) -> str:
    if session is None:
        return "\n## Without a session\n\n"
    told = [str(session.kind)]
    if session.start:
        told.append(f"{session.start.astimezone(ZoneInfo(session.zone)):%Y-%m-%d %H:%M}")
        told.append(session.zone)
    told += [_flat(session.place)] if session.place else []
    told += session.participants
    lines = [f"\n## {_flat(session.name)}\n\n", f"{' · '.join(told)}\n\n"]
    if session.debrief:
        lines.append(f"{_flat(session.debrief)}\n\n")
    return "".join(lines)


def _line(moment: Moment, zone: str) -> str:
    line = _flat(str(line_of(moment, zone=zone)))
    remark = "" if moment.note is None or f"({moment.note})" in line else f" ({_flat(moment.note)})"
    return f"- {line}{remark}\n"


def _flat(text: str) -> str:
    """Return a text on one line, as UTF-8 can hold it."""
    return " ".join(text.split()).encode("utf-8", "backslashreplace").decode("utf-8")
