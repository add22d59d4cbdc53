"""Notes as a digest cites them: whose words they are, how they are known, and where they stand."""

from collections.abc import Iterable
from dataclasses import dataclass

from fieldkit.analysis.sighting import Notes, Sighting, Voice, called
from fieldkit.analysis.who import consents, local, may_quote, may_show
from fieldkit.digest import phrases
from fieldkit.digest.markdown import Markdown, Words, clean, link, medium
from fieldkit.model.emotion import Emotion, Known, Whose
from fieldkit.model.keys import MomentId, ParticipantKey, TouchpointKey
from fieldkit.model.moment import Layer, is_photo
from fieldkit.model.observer import Observer
from fieldkit.model.people import Consent, Scope
from fieldkit.model.session import Session

OPENING = ('"', "“", "„", "«", "「", "『", "»", "”")
CLOSING = ('"', "”", "“", "»", "」", "』", "«")
CLOSED_BY = {'"': '"', "“": "”", "„": "“", "«": "»", "「": "」", "『": "』"}
LONGEST = 280
"""Characters of a quotation printed beside a claim; the appendix has all of it."""
CUT = "[…]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One note as it is printed."""

    link: Markdown
    """To its place in the appendix."""
    id: Words
    who: Words
    layer: str
    """How it is known, in words of ours: said, said that, seen, noted…"""
    words: Words
    """What it says; empty where the words are held back."""
    quotation: Markdown | None
    """The words, marked as a quotation, where they are the speaker's own; cut where long."""
    whole: Markdown | None
    """The same, never cut, line breaks kept; for inside a block quotation."""
    held: bool
    """Whether its words are held back, since the speaker did not agree to being quoted."""
    feelings: Words
    """Feelings of the people in it, each with how it is known; the observer's own are not here."""
    own: Words
    """The observer's own feelings."""
    cues: Words
    """What the observer saw that led to the readings."""
    remark: Words
    """The note beside the words."""
    jotting: Words
    """What was put down on the spot, where the words were written up since."""
    where: Words
    """Name of the touchpoint."""
    when: str
    """Day and time in the session's zone; empty where unknown."""
    session: Words
    codes: Words
    times: int
    """How often it happened."""
    source: Words
    """File and line it was imported from; empty for the public."""
    media: tuple[Markdown, ...]
    """Its photos as images, its sounds as links; each a block of its own."""
    media_held: bool
    """Whether photos or sounds are held back, since someone in them did not agree to that."""


class Citations:
    """Gives each note its printed form, and remembers which were cited, for the appendix."""

    def __init__(self, notes: Notes, media: str = "media") -> None:
        """Begin with nothing cited; ``media`` is where photos are from where the digest stands."""
        self._notes = notes
        self._media = media
        self._cited: dict[MomentId, Sighting] = {}
        self._consents = consents(notes)
        self._places = {t.key: t.name or t.key for t in notes.touchpoints}

    def cite(self, sighting: Sighting) -> Cited:
        """Return a note as it is printed, and keep it for the appendix."""
        self.link(sighting)
        return self._printed(sighting)

    def link(self, sighting: Sighting) -> Markdown:
        """Return a link to a note's place in the appendix, and keep it for there."""
        self._cited[sighting.id] = sighting
        return link(sighting.id, sighting.id)

    def in_one_line(self, sighting: Sighting) -> str:
        """Return a note as plain text: its quotation or its words, and whose they are."""
        who, words = phrases.who(sighting), self.words(sighting)
        if self._held(sighting):
            return f"{who}: {words}"
        if self.quotable(sighting):
            return f"{words} — {who}"
        return f"{who}, {phrases.layer(sighting)}: {words}"

    def words(self, sighting: Sighting) -> str:
        """Return what a note says as plain text: a speaker's own words in quotation marks."""
        if self._held(sighting):
            return "words held back"
        if self.quotable(sighting):
            return clean(quoted(sighting))
        return clean(sighting.moment.text) or "(no words)"

    def place(self, touchpoint: TouchpointKey | None) -> str:
        """Return the name of a touchpoint."""
        return "no touchpoint" if touchpoint is None else self._places[touchpoint]

    def called(self, observer: Observer) -> str:
        """Return what an observer goes by."""
        return called(observer, self._notes.use)

    def observers(self, session: Session) -> Words:
        """Return what a session's observers go by, in their order."""
        known = {one.handle: one for one in self._notes.casebook.observers}
        those = (known.get(handle, Observer(handle=handle)) for handle in session.observers)
        return Words(phrases.listed(dict.fromkeys(map(self.called, those))))

    def may_name(self, person: ParticipantKey) -> bool:
        """Tell whether somebody is not left out; a merged code is as good as the one it is now."""
        merged = {p.key: p.same_as for p in self._notes.casebook.participants}
        return person in self._consents or merged.get(person) in self._consents

    def links(self, sightings: Iterable[Sighting], most: int | None = None) -> Markdown:
        """Return links to notes; beyond ``most``, how many more there are."""
        every = list(sightings)
        shown = ", ".join(self.link(s) for s in every[:most])
        rest = len(every) - len(every[:most])
        return Markdown(f"{shown} and {rest} more" if rest else shown)

    def appendix(self) -> tuple[Cited, ...]:
        """Return all notes cited so far, in the order of the study."""
        return tuple(self._printed(s) for s in sorted(self._cited.values(), key=lambda s: s.order))

    def quotable(self, sighting: Sighting) -> bool:
        """Tell whether a note holds a speaker's own words, and they may be printed."""
        return sighting.moment.layer is Layer.VERBATIM and not self._held(sighting)

    def _held(self, sighting: Sighting) -> bool:
        speakers = (*sighting.people, *sighting.staff)
        return sighting.moment.layer is Layer.VERBATIM and not all(
            may_quote(self._consents.get(key, Consent())) for key in speakers
        )

    def _printed(self, sighting: Sighting) -> Cited:
        moment = sighting.moment
        held, quotable = self._held(sighting), self.quotable(sighting)
        theirs = [e for e in moment.emotions if e.whose is not Whose.OBSERVER]
        own = [e for e in moment.emotions if e.whose is Whose.OBSERVER]
        source = moment.source
        shown = [name for name in moment.media if self._may_show(sighting, name)]
        return Cited(
            link=link(moment.id, moment.id),
            id=Words(moment.id),
            who=Words(phrases.who(sighting)),
            layer=phrases.layer(sighting),
            words=Words("" if held else moment.text),
            quotation=Markdown(Words(quoted(sighting, LONGEST))) if quotable else None,
            whole=Words(quoted(sighting)).lines if quotable else None,
            held=held,
            feelings=Words("; ".join(felt(e, sighting) for e in theirs)),
            own=Words("; ".join(e.term for e in own)),
            cues=Words("; ".join(e.cue for e in moment.emotions if e.cue)),
            remark=Words(moment.note),
            jotting=Words("" if held else moment.jotting),
            where=Words(self.place(sighting.touchpoint) if sighting.touchpoint else ""),
            when=_when(sighting),
            session=Words(_session(sighting)),
            codes=Words(", ".join(sighting.codes)),
            times=moment.count,
            source=Words(f"{source.path}:{source.line}" if source and source.path else ""),
            media=tuple(medium(name, self._alt(sighting), self._media) for name in shown),
            media_held=len(shown) < len(moment.media),
        )

    def _alt(self, sighting: Sighting) -> str:
        """Return the words read where a photo cannot be seen; none that are held back."""
        moment = sighting.moment
        words = "" if self._held(sighting) else moment.text
        where = f" at {self.place(sighting.touchpoint)}" if sighting.touchpoint else ""
        return moment.note or words or f"without a caption{where}"

    def _may_show(self, sighting: Sighting, name: str) -> bool:
        scope = Scope.PHOTO if is_photo(name) else Scope.AUDIO
        there = (*sighting.people, *sighting.staff)
        return all(may_show(self._consents.get(key, Consent()), scope) for key in there)


def quoted(sighting: Sighting, longest: int | None = None) -> str:
    """Return a speaker's words between quotation marks, word for word.

    An imported line that brought its marks along keeps them where they stand, so that words
    outside them do not become part of the quotation; one left open is closed. What is cut is
    marked ``[…]``.
    """
    text = sighting.moment.text.strip()
    own = sighting.moment.source is not None and (
        text.startswith(OPENING) or text.endswith(CLOSING)
    )
    if longest is not None and len(clean(text)) > longest:
        text = f"{clean(text)[:longest].rsplit(' ', 1)[0]} {CUT}"
    if not own:
        return f"“{text}”"
    mark = CLOSED_BY.get(text[0], "")
    return text if text.find(mark, 1) >= 0 else text + mark


def felt(emotion: Emotion, sighting: Sighting) -> str:
    """Return a feeling in words, with whose it is where that is not the speaker's."""
    said = phrases.feeling(emotion)
    if emotion.known is Known.REPORTED and sighting.voice is Voice.STAFF:
        said = said.replace(phrases.KNOWN[Known.REPORTED], "told by staff")
    if emotion.whose is Whose.OTHER:
        return f"someone else: {said}"
    if emotion.whose is Whose.STAFF and sighting.voice is not Voice.STAFF:
        return f"staff: {said}"
    if emotion.whose is Whose.CUSTOMER and sighting.voice in {Voice.STAFF, Voice.OBSERVER}:
        return f"customer: {said}"
    return said


def _when(sighting: Sighting) -> str:
    at = sighting.moment.at
    if at is None:
        return ""
    here = local(at, sighting.session)
    return f"{phrases.days([here.date()])}, {here:%H:%M}"


def _session(sighting: Sighting) -> str:
    session = sighting.session
    if session is None:
        return "no session"
    title = f" ({session.title})" if session.title and session.title != session.id else ""
    return f"session {session.id}{title}"
