"""Who was heard, by whom, under what agreement, and who was not: as sentences."""

from collections import Counter

from fieldkit.analysis.journey import journey
from fieldkit.analysis.sighting import Notes, Sighting, Use
from fieldkit.analysis.who import Heard, agreement, heard
from fieldkit.analysis.who import days as dates
from fieldkit.analysis.who import not_heard as silent
from fieldkit.digest.markdown import Markdown, escape
from fieldkit.digest.phrases import codes, count, days, listed
from fieldkit.digest.unfelt import WITHOUT, named, nothing
from fieldkit.model.journey import Touchpoint
from fieldkit.model.observer import Role

USES = {Use.INTERNAL: "told of inside the company", Use.PUBLIC: "published"}
NO_LEADER = "No leader has met a customer yet"


def in_short(notes: Notes) -> str:
    """Return how many people there are, for the front matter."""
    found = heard(notes)
    parts = [f"{len(found.participants)} coded"]
    if found.unnamed:
        parts.append(f"unnamed in {count(len(found.unnamed), 'note')}")
    if found.tallies:
        parts.append("passers-by counted")
    return "; ".join(parts)


def who(notes: Notes) -> Markdown:
    """Return who was heard, and in which sessions."""
    found = heard(notes)
    people = escape(codes(found.participants))
    parts = [
        f"{count(len(found.participants), 'participant')} ({people})"
        if people
        else "no coded participant"
    ]
    if found.staff:
        parts.append(f"{len(found.staff)} staff ({escape(codes(found.staff))})")
    if found.unnamed:
        parts.append(f"unnamed people in {count(len(found.unnamed), 'note')}, counted apart")
    kinds = "".join(
        f" {escape(name)}: {escape(listed(f'{value} ({n})' for value, n in values.items()))}."
        for name, values in found.attributes.items()
    )
    return Markdown(f"{listed(parts)}; {_sessions(notes, found)}.{kinds}")


def observers(notes: Notes) -> Markdown:
    """Return who observed, by role; for the public only how many."""
    found = heard(notes)
    parts = []
    for role in Role:
        if those := found.observed_by(role):
            shown = count(len(those), role.value if role is not Role.TEAM else "team member")
            named = escape(listed(o.handle for o in those))
            parts.append(shown if notes.use is Use.PUBLIC else f"{shown} ({named})")
    if not parts:
        return Markdown("not named in the notes.")
    unnamed = count(found.by_nobody, "imported note")
    return Markdown(f"{listed(parts)}{f'; not named in {unnamed}' if found.by_nobody else ''}.")


def method(notes: Notes) -> Markdown:
    """Return how the notes came about: kinds of session, protocols, and words for feelings."""
    found = heard(notes)
    kinds = Counter(session.kind.value for session in found.sessions)
    protocols = sorted({session.protocol for session in found.sessions if session.protocol})
    parts = [listed(f"{count(n, f'{kind} session')}" for kind, n in kinds.most_common())]
    if protocols:
        word = "protocol" if len(protocols) == 1 else "protocols"
        parts.append(f"prompted by the {word} {listed(protocols)}")
    parts.append(f"feelings named by the vocabulary {notes.casebook.study.vocabulary}")
    return Markdown(escape(f"{'; '.join(part for part in parts if part)}."))


def consent(notes: Notes) -> str:
    """Return what the people heard agreed to, to be read after the word "consent"."""
    agreed = agreement(notes)
    if agreed.unrecorded == agreed.heard:
        return "not recorded: internal only"
    if agreed.unrecorded:
        part = f"{agreed.unrecorded} of {agreed.heard}"
        shown = f"not recorded for {part}: internal only"
    else:
        use = "may be published" if agreed.publishable else "internal only"
        shown = f"given by all {agreed.heard}: {use}"
    if agreed.no_quoting:
        held = count(len(agreed.no_quoting), "person", "people")
        shown += f"; the words of {held} held back"
    return shown


def not_heard(notes: Notes) -> tuple[Markdown, ...]:
    """Return who and what the notes are silent about, a line each."""
    found = silent(notes)
    lines = []
    if found.participants:
        lines.append(f"Without a note of their own: {escape(codes(found.participants))}.")
    if found.touchpoints:
        lines.append(f"{nothing(partial=notes.partial)} {_names(found.touchpoints)}.")
    if found.unmet:
        lines.append(f"Touchpoints where no coded participant was met: {_names(found.unmet)}.")
    if (drawn := journey(notes)).stops and drawn.unfelt:
        names = escape(named(drawn.unfelt))
        lines.append(f"{WITHOUT}, so not in the picture of the journey: {names}.")
    if found.left_out or notes.not_for_this:
        lines.append(f"{left_out(notes)}.")
    if found.no_leader:
        lines.append(f"{no_leader(notes)}.")
    return tuple(Markdown(line) for line in lines)


def silence(notes: Notes) -> str:
    """Return how many people and places the notes are silent about; empty where none."""
    found = silent(notes)
    out = found.left_out + notes.not_for_this
    places = len(found.touchpoints) + len(found.unmet)
    parts = (
        count(len(found.participants), "participant") if found.participants else "",
        f"{count(places, 'touchpoint')} where nobody with a code was met" if places else "",
        f"{count(out, 'person', 'people')} left out" if out else "",
        (no := no_leader(notes))[:1].lower() + no[1:] if found.no_leader else "",
    )
    return "; ".join(part for part in parts if part)


def no_leader(notes: Notes) -> str:
    """Return that no leader met a customer; where not all may be told, one may have."""
    return "No leader is in what may be told" if notes.partial else NO_LEADER


def left_out(notes: Notes) -> str:
    """Return how many people are left out; never who."""
    refused, others = notes.left_out, notes.not_for_this
    why = "consent refused, withdrawn or expired"
    if others:
        agreed = f"{others} did not agree to being {USES[notes.use or Use.INTERNAL]}"
        why = f"{refused} {why}; {agreed}" if refused else agreed
    return f"{count(refused + others, 'person is', 'people are')} left out: {why}"


def tallies(notes: Notes) -> tuple[Sighting, ...]:
    """Return what was counted rather than told, greatest first."""
    return heard(notes).tallies


def _sessions(notes: Notes, found: Heard) -> str:
    """Return how many sessions of which kinds, and when: ``2 sessions (…), 11 and 12 May 2026``."""
    number = len(found.sessions)
    if not number:
        return "no session"
    kinds = Counter(session.kind.value for session in found.sessions)
    if len(kinds) == 1:
        shown = count(number, f"{found.sessions[0].kind.value} session")
    else:
        several = listed(f"{n} {kind}" for kind, n in kinds.most_common())
        shown = f"{count(number, 'session')} ({several})"
    when = dates(notes)
    known = [when[session.id] for session in found.sessions if session.id in when]
    if not known:
        return f"{shown}, undated"
    undated = f", {number - len(known)} undated" if len(known) < number else ""
    return f"{shown}, {days(known)}{undated}"


def _names(touchpoints: tuple[Touchpoint, ...]) -> str:
    return ", ".join(escape(t.name or t.key) for t in touchpoints)
