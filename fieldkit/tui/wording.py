"""What the screens say of moments: plain text, made safe to show."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fieldkit.model.emotion import Emotion, Known, Whose
from fieldkit.model.moment import Layer, Moment, is_photo
from fieldkit.model.observer import Role
from fieldkit.model.session import Session
from fieldkit.model.visible import ACTING, PICTURES, visible
from fieldkit.model.write_up import is_mark
from fieldkit.tui.view import TakenBack

ELLIPSIS = "…"
MARKS = {
    Layer.OBSERVED: "",
    Layer.VERBATIM: '"',
    Layer.PARAPHRASE: "'",
    Layer.INFERRED: "?",
    Layer.REFLEXIVE: "~",
    Layer.METHOD: "%",
}
"""The sign of each layer in a line, and before its words in the list."""
LAYERS = {
    Layer.OBSERVED: "seen",
    Layer.VERBATIM: "in their words",
    Layer.PARAPHRASE: "said, in my words",
    Layer.INFERRED: "my reading",
    Layer.REFLEXIVE: "my own reaction",
    Layer.METHOD: "about the fieldwork",
}
KNOWN = {
    Known.INFERRED: "",
    Known.SPONTANEOUS: "they said so",
    Known.PROMPTED: "said so when asked",
    Known.RECALLED: "about the past",
    Known.REPORTED: "told by another",
    Known.IMAGINED: "imagined",
}
WHOSE = {
    Whose.CUSTOMER: "",
    Whose.OBSERVER: "mine",
    Whose.STAFF: "the staff's",
    Whose.OTHER: "another's",
}
WHOSE_SIGN = {Whose.CUSTOMER: "", Whose.OBSERVER: "~", Whose.STAFF: "s:", Whose.OTHER: "o:"}
HOW = {Known.RECALLED: "/past", Known.REPORTED: "/told", Known.IMAGINED: "/imag"}
"""How a feeling is known, in the list, where it enters no curve or is about another time."""
MARKED = "(marked)"
NAMED = 5
"""Documents named of an undo; the rest is counted."""
SESSION_ID = re.compile(r".+-s\d+")
OURS = re.compile(r"\b(?:moments?|touchpoints?|code)\b", re.IGNORECASE)
"""Words of the field, for which a leader has others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What things are called for the one who looks."""

    moment: str = "moment"
    moments: str = "moments"
    feeling: str = "feeling"
    where: str = "touchpoint"
    code: str = "code"


RESEARCHER = Names()
LEADER = Names(moment="note", moments="notes", where="where", code="theme")


def names_for(role: Role) -> Names:
    """Return the words for a role: a leader has never seen the field's own."""
    return LEADER if role is Role.LEADER else RESEARCHER


def spoken(text: str, names: Names) -> str:
    """Return one of our own sentences in the words of the one who looks."""
    said = {
        "moments": names.moments,
        "moment": names.moment,
        "touchpoints": names.where,
        "touchpoint": names.where,
        "code": names.code,
    }

    def word(found: re.Match[str]) -> str:
        own = said[found[0].lower()]
        return own.capitalize() if found[0][0].isupper() else own

    return OURS.sub(word, text)


def one_line(text: str) -> str:
    """Return text as it can stand on one line of a screen, whatever is in it."""
    return visible(text).replace("\r", "").replace("\n", " ⏎ ").replace("\t", " ")


def drawn(text: str) -> str:
    """Return text with a symbol, one cell wide, in place of each character that acts unseen."""
    if text.isprintable():
        return text
    return ACTING.sub(_symbol, text.replace("\t", " ").replace("\n", " "))


def _symbol(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(PICTURES + code) if code < ord(" ") else "\N{REPLACEMENT CHARACTER}"


def zone_of(session: Session | None, otherwise: str = "UTC") -> tzinfo:
    """Return the zone in which a session's clock times are shown."""
    return zone_named(session.zone if session else otherwise)


def zone_named(name: str | None) -> tzinfo:
    """Return a zone by its name; UTC where there is none of it."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def clock_time(at: datetime | None, zone: tzinfo, *, seconds: bool = True) -> str:
    """Return a time of day; dashes where it is unknown."""
    if at is None:
        return "--:--:--" if seconds else "--:--"
    return at.astimezone(zone).strftime("%H:%M:%S" if seconds else "%H:%M")


def elapsed(since: datetime, until: datetime) -> str:
    """Return how long something has been going on, as ``00:14:32``."""
    return span(until - since)


def span(gone: timedelta) -> str:
    """Return a span of time as ``00:14:32``."""
    total = max(0, int(gone.total_seconds()))
    return f"{total // 3600:02}:{total // 60 % 60:02}:{total % 60:02}"


def ago(since: datetime, until: datetime) -> str:
    """Return how long ago something was, in a word or two."""
    gone = until - since
    if gone < timedelta(minutes=1):
        return "just now"
    if gone < timedelta(hours=1):
        return f"{gone // timedelta(minutes=1)} min ago"
    if gone < timedelta(days=1):
        return f"{gone // timedelta(hours=1)} h ago"
    return f"{gone.days} d ago"


def feeling_sign(emotion: Emotion, *, whole: bool = False) -> str:
    """Return a feeling as it stands in a line, cut short or whole: ``!sad/told``."""
    said = '"' if emotion.known in {Known.SPONTANEOUS, Known.PROMPTED} else ""
    whose = WHOSE_SIGN[emotion.whose]
    strong = "" if emotion.intensity is None else str(emotion.intensity)
    unsure = "?" if emotion.confidence is not None else ""
    known = HOW.get(emotion.known, "")
    known = f"/{emotion.known}" if known and whole else known
    return one_line(f"!{said}{whose}{emotion.term}{strong}{known}{unsure}")


def feeling_words(emotion: Emotion) -> str:
    """Return a feeling in words: ``frustrated, 4 of 5, our reading``."""
    parts = [emotion.term]
    if emotion.intensity is not None:
        parts.append(f"{emotion.intensity} of 5")
    parts += [word for word in (WHOSE[emotion.whose], KNOWN[emotion.known]) if word]
    if emotion.confidence is not None:
        parts.append("unsure")
    if emotion.cue:
        parts.append(f"({emotion.cue})")
    return one_line(", ".join(parts))


def words_of(moment: Moment) -> str:
    """Return a moment's words with their speaker and layer, on one line."""
    if is_mark(moment):
        return MARKED
    text = moment.text
    if moment.layer is Layer.VERBATIM and text:
        text = f'"{text}"'
    elif text and (mark := "??" if moment.later else MARKS[moment.layer]):
        text = f"{mark}{text}" if mark == "'" else f"{mark} {text}"
    if moment.speaker:
        text = f"{moment.speaker}: {text}" if text else moment.speaker
    if moment.note:
        text = f"{text} ({moment.note})".strip()
    if moment.count > 1:
        text = f"{text} *{moment.count}".strip()
    if moment.media:
        text = f"{text} ({media_of(moment)})".strip()
    return one_line(text)


def media_of(moment: Moment) -> str:
    """Return what is attached to a moment, in a word or two: ``2 photos, sound``."""
    photos = sum(map(is_photo, moment.media))
    sounds = len(moment.media) - photos
    said = ["photo" if photos == 1 else f"{photos} photos"] if photos else []
    said += ["sound" if sounds == 1 else f"{sounds} sounds"] if sounds else []
    return ", ".join(said)


def tags_of(moment: Moment) -> str:
    """Return a moment's codes and dimension, as they stand in a line."""
    tags = [f"#{code}" for code in moment.codes]
    if moment.dimension:
        tags.append(f":{moment.dimension}")
    return one_line(" ".join(tags))


def told_in_full(moment: Moment, zone: tzinfo) -> str:
    """Return everything a moment holds, in a line or two."""
    parts = [
        f"{moment.id}  {clock_time(moment.at, zone)}",
        f"at {moment.touchpoint}" if moment.touchpoint else "",
        " and ".join(feeling_words(emotion) for emotion in moment.emotions),
        LAYERS[moment.layer] if moment.text else "",
        words_of(moment),
        f"jotted on the spot: {one_line(moment.jotting)}" if moment.jotting else "",
        tags_of(moment),
    ]
    return "  ·  ".join(part for part in parts if part)


def told_trouble(failed: str, rescued: str, kept: int) -> tuple[str, str]:
    """Return why the disk refuses and what to do, and where the words are until it does not."""
    if rescued:
        home = str(Path.home())
        where = f"~{rescued.removeprefix(home)}" if rescued.startswith(home) else rescued
        return failed, f"{kept} kept here and, for the next start, in {where}. Trying again."
    return failed, f"{kept} kept in this window only: leave it open until it says saved."


def _called(document: str) -> str:
    """Return a document as undo names it: a session is not taken for a moment of it."""
    return f"session {document}" if SESSION_ID.fullmatch(document) else document


def told_back(back: TakenBack | None, verb: str) -> str:
    """Return what an undo or redo did, in a line."""
    if back is None:
        return f"nothing is {verb}: this window has changed nothing that could be"
    documents = [_called(document) for document in back.documents[:NAMED]]
    if more := len(back.documents) - NAMED:
        documents += [f"and {more} more"] if more > 0 else []
    left = f"; left, as changed since: {', '.join(back.left)}" if back.left else ""
    return one_line(f"{verb}: {', '.join(documents)}{left}")
