"""One session on the day it happened: its themes beside those of others, and what is open."""

from dataclasses import dataclass
from datetime import timedelta

from fieldkit.analysis.sighting import Notes, Sighting
from fieldkit.model.keys import CodeKey, SessionId
from fieldkit.model.moment import Layer
from fieldkit.model.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A code of this session, and in which others it stands."""

    code: CodeKey
    here: tuple[Sighting, ...]
    elsewhere: tuple[SessionId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter:
    """One session with its notes."""

    session: Session
    sightings: tuple[Sighting, ...]
    themes: tuple[Theme, ...]
    """Most notes first."""
    questions: tuple[Sighting, ...]
    """Kept for later."""
    unwritten: tuple[Sighting, ...]
    """Bare marks: without a word, still to be written up."""

    @property
    def length(self) -> timedelta | None:
        """How long it took; None where the notes do not say."""
        if self.session.start is None or self.session.end is None:
            return None
        return self.session.end - self.session.start

    @property
    def like_others(self) -> tuple[Theme, ...]:
        """Themes that stood in other sessions too: where they converge."""
        return tuple(theme for theme in self.themes if theme.elsewhere)

    @property
    def only_here(self) -> tuple[Theme, ...]:
        """Themes of no other session: where they diverge."""
        return tuple(theme for theme in self.themes if not theme.elsewhere)


def encounters(notes: Notes, beside: Notes) -> tuple[Encounter, ...]:
    """Return the sessions of the notes, in the casebook's order.

    Args:
        notes: What is told.
        beside: The whole study, whose other sessions are compared with.
    """
    elsewhere: dict[CodeKey, dict[SessionId, None]] = {}
    for sighting in beside.sightings:
        if sighting.moment.session:
            for code in sighting.codes:
                elsewhere.setdefault(code, {})[sighting.moment.session] = None
    return tuple(
        _encounter(session, notes, elsewhere)
        for session in notes.casebook.sessions
        if notes.of(session.id)
    )


def _encounter(
    session: Session, notes: Notes, elsewhere: dict[CodeKey, dict[SessionId, None]]
) -> Encounter:
    inside = notes.of(session.id)
    by_code: dict[CodeKey, list[Sighting]] = {}
    for sighting in inside:
        for code in sighting.codes:
            by_code.setdefault(code, []).append(sighting)
    themes = (
        Theme(
            code=code,
            here=tuple(found),
            elsewhere=tuple(key for key in elsewhere.get(code, ()) if key != session.id),
        )
        for code, found in by_code.items()
    )
    return Encounter(
        session=session,
        sightings=inside,
        themes=tuple(sorted(themes, key=lambda t: (-len(t.here), t.code))),
        questions=tuple(s for s in inside if s.moment.later),
        unwritten=tuple(s for s in inside if _bare(s)),
    )


def _bare(sighting: Sighting) -> bool:
    moment = sighting.moment
    tagged = moment.emotions or moment.codes or moment.note or moment.media
    return not moment.text and not tagged and moment.layer is not Layer.METHOD
