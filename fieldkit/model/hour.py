"""One hour with one customer: what a leader is asked before and after it.

In an hour led by questions every answer is a moment of the session, told from the notes, and from
the other answers, by its dimension:

``led-foreseen``
    What will they feel most? Reflexive; the customer's feeling, ``imagined``.
``led-trouble``
    Where will it go wrong? Reflexive; the touchpoint, where it is one word.
``led-disproof``
    What would prove you wrong? Reflexive.
``led-guess``
    What did they feel most, and where? How strongly? Reflexive; the customer's feeling,
    ``inferred``, with its intensity; the touchpoint.
``led-answer``
    How did this make you feel? The customer's own words, verbatim, speaker ``A``; the feeling,
    ``prompted``. Once they have seen it, the same moment is ``led-confirmed`` or, put right by
    them, ``led-mended``; struck out, it is deleted.
``led-surprise``, ``led-tonight``, ``led-own``
    What surprised you? What would you tell a colleague tonight (the session's debrief too)? What
    did you feel (the observer's own feeling)? Reflexive.

A question passed over leaves no moment. The words are kept as typed; a feeling stands beside them
only where they name one without doubt. So empathic accuracy, for this one case, compares the
feelings of ``led-foreseen`` (before), ``led-guess`` (after, before asking) and the customer's
answer (``led-confirmed`` or ``led-mended``; ``led-answer`` where nobody checked it). The guess is
on the disk before the answer is asked for, so its entry stands before the answer's in the journal.
"""

from enum import StrEnum


class Asked(StrEnum):
    """What an answer answers: its dimension."""

    FORESEEN = "led-foreseen"
    TROUBLE = "led-trouble"
    DISPROOF = "led-disproof"
    GUESS = "led-guess"
    ANSWER = "led-answer"
    """The customer's words, as first typed."""
    CONFIRMED = "led-confirmed"
    """The customer's words, which they saw and found right."""
    MENDED = "led-mended"
    """The customer's words, as they put them right."""
    SURPRISE = "led-surprise"
    TONIGHT = "led-tonight"
    OWN = "led-own"


ANSWERS = (Asked.ANSWER, Asked.CONFIRMED, Asked.MENDED)
"""The customer's answer, before and after they saw it."""
