"""What one key makes of a moment. Pure."""

from dataclasses import replace
from datetime import timedelta

from fieldkit.model.emotion import Emotion, Known, Whose
from fieldkit.model.keys import TouchpointKey
from fieldkit.model.moment import Layer, Moment
from fieldkit.shorthand.feeling import own
from fieldkit.tui.tagging import by, moved, of

ROUND = (Layer.OBSERVED, Layer.VERBATIM, Layer.PARAPHRASE, Layer.INFERRED, Layer.REFLEXIVE)
"""The layers that one key goes round."""
MINUTE = timedelta(minutes=1)


def intensified(moment: Moment, by: int) -> Moment:
    """Return a moment whose last feeling is stronger or weaker; the same where it has none."""
    if not moment.emotions:
        return moment
    *others, last = moment.emotions
    return replace(moment, emotions=(*others, replace(last, intensity=moved(last.intensity, by))))


def relayered(moment: Moment, layer: Layer | None) -> Moment:
    """Return a moment of another layer; of the next one for None; back to seen where it is so.

    In the observer's own reaction the feelings are the observer's, as in a line.
    """
    if layer is None:
        at = ROUND.index(moment.layer) if moment.layer in ROUND else -1
        layer = ROUND[(at + 1) % len(ROUND)]
    elif layer is moment.layer:
        layer = Layer.OBSERVED
    before = Whose.OBSERVER if moment.layer is Layer.REFLEXIVE else Whose.CUSTOMER
    after = Whose.OBSERVER if layer is Layer.REFLEXIVE else Whose.CUSTOMER
    emotions = [
        replace(emotion, whose=after) if emotion.whose is before else emotion
        for emotion in moment.emotions
    ]
    return replace(moment, layer=layer, later=False, emotions=_once(emotions))


def owned(moment: Moment, whose: Whose | None) -> Moment:
    """Return a moment whose last feeling is this one's, the next one's for None.

    Where it is so already it is again whose it would be in a line that does not say.
    """
    if not moment.emotions:
        return moment
    *others, last = moment.emotions
    usual = own((moment.speaker,) if moment.speaker else (), moment.layer)
    return replace(moment, emotions=_once([*others, of(last, whose, usual)]))


def known_as(moment: Moment, known: Known | None) -> Moment:
    """Return a moment whose last feeling is known in this way, in the next way for None.

    Where it is so already it is inferred again.
    """
    if not moment.emotions:
        return moment
    *others, last = moment.emotions
    return replace(moment, emotions=_once([*others, by(last, known)]))


def shifted(moment: Moment, minutes: int) -> Moment:
    """Return a moment that happened so many minutes later; the same where its time is unknown."""
    return moment if moment.at is None else replace(moment, at=moment.at + minutes * MINUTE)


def at_touchpoint(moment: Moment, touchpoint: TouchpointKey) -> Moment:
    """Return a moment that happened there."""
    return replace(moment, touchpoint=touchpoint)


def off_record(moment: Moment) -> Moment:
    """Return a moment that stands in no view, digest or export."""
    return replace(moment, hidden=True)


def starred(moment: Moment) -> Moment:
    """Return a moment with a star, or without the one it had."""
    return replace(moment, starred=not moment.starred)


def _once(emotions: list[Emotion]) -> tuple[Emotion, ...]:
    """Return each reading once: two of them may be the same now."""
    return tuple({emotion.key: emotion for emotion in emotions}.values())
