"""A study of words alone."""

from fieldkit.model.journey import Code, Touchpoint
from fieldkit.model.keys import CodeKey, ParticipantKey, StudyId, TouchpointKey
from fieldkit.model.people import Participant
from fieldkit.model.study import Casebook, Study


def book_of_words(title: str, name: str, code: str) -> Casebook:
    """Return a study without a note, of this title, with one of each word."""
    return Casebook(
        study=Study(id=StudyId("till"), title=title),
        participants=(Participant(key=ParticipantKey("P1")),),
        touchpoints=(Touchpoint(key=TouchpointKey("till"), name=name),),
        codes=(Code(key=CodeKey(code), name=name),),
    )
