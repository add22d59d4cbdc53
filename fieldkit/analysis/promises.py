"""Brand promises held against what happened: kept, strained, broken, each with its evidence.

A moment speaks of a promise by the code ``promise/kept``, ``promise/strained`` or
``promise/broken`` at the touchpoint where it was made. Where a touchpoint makes several, a further
level names which: ``promise/broken/no-queue`` speaks of the promise that begins ``no-queue:``.
"""

from dataclasses import dataclass
from enum import StrEnum

from fieldkit.analysis.sighting import Notes, Sighting
from fieldkit.analysis.tally import Share, met, people
from fieldkit.model.journey import Touchpoint
from fieldkit.model.keys import TouchpointKey, fold


class Verdict(StrEnum):
    """What became of a promise."""

    KEPT = "kept"
    STRAINED = "strained"
    BROKEN = "broken"


ROOT = "promise"
"""The code under which verdicts stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One promise at one touchpoint, and what the notes say of it."""

    touchpoint: TouchpointKey
    promise: str | None
    """In one sentence; None where the notes speak of one that nobody wrote down."""
    evidence: tuple[tuple[Verdict, tuple[Sighting, ...]], ...]
    """Kept, strained, broken: what speaks for each."""
    shares: tuple[tuple[Verdict, Share], ...]
    """Coded participants for each, of those who met the touchpoint."""

    @property
    def verdict(self) -> Verdict | None:
        """What most people lived, of equals the worse; None where no coded participant did."""
        counted = [(len(share.k), verdict) for verdict, share in self.shares if share.k]
        order = tuple(Verdict)
        return max(counted, key=lambda c: (c[0], order.index(c[1])))[1] if counted else None


def promises(notes: Notes) -> tuple[Word, ...]:
    """Return every promise along the journey with its evidence."""
    return tuple(
        _word(notes, touchpoint, promise, said)
        for touchpoint in notes.touchpoints
        for promise, said in _sorted(touchpoint, _said(notes, touchpoint.key))
    )


Said = list[tuple[Verdict, str | None, Sighting]]


def _said(notes: Notes, key: TouchpointKey) -> Said:
    """Return what is said of promises at a touchpoint: verdict, which one, and where."""
    found: Said = []
    for sighting in notes.at(key):
        for code in sighting.codes:
            root, _, rest = str(code).partition("/")
            verdict, _, which = rest.partition("/")
            if root == ROOT and verdict in tuple(Verdict):
                found.append((Verdict(verdict), which or None, sighting))
    return found


def _sorted(touchpoint: Touchpoint, said: Said) -> list[tuple[str | None, Said]]:
    """Give each of a touchpoint's promises what is said of it; what names none goes to all."""
    by_name = {_name(promise): promise for promise in touchpoint.promises}
    found: list[tuple[str | None, Said]] = [
        (promise, [one for one in said if one[1] is None or one[1] == name])
        for name, promise in by_name.items()
    ]
    stray = [one for one in said if (one[1] not in by_name if one[1] else not by_name)]
    return [*found, (None, stray)] if stray else found


def _name(promise: str) -> str:
    name, colon, _ = promise.partition(":")
    return fold(name.strip()) if colon else promise


def _word(notes: Notes, touchpoint: Touchpoint, promise: str | None, said: Said) -> Word:
    here = met(notes, (touchpoint.key,))
    evidence = tuple(
        (verdict, tuple(dict.fromkeys(one[2] for one in said if one[0] is verdict)))
        for verdict in Verdict
    )
    shares = []
    for verdict, found in evidence:
        who = people(found)
        shares.append((verdict, Share(k=who, n=tuple(dict.fromkeys((*here, *who))))))
    return Word(touchpoint=touchpoint.key, promise=promise, evidence=evidence, shares=tuple(shares))
