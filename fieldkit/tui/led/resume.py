"""Coming back: where one was in an hour, from what is on the disk of it. Pure."""

from dataclasses import replace

from fieldkit.analysis.hour import Hour
from fieldkit.model.session import Kind, Session
from fieldkit.tui.led.state import DURING, ORDER, State, Step


def is_led(session: Session | None) -> bool:
    """Tell whether a session is an hour that can be led on."""
    return session is not None and session.open and session.kind is Kind.SHADOWING


def resumed(state: State, hour: Hour, *, described: bool, hint: str = "") -> State:
    """Return the state of an hour that was left.

    Args:
        state: What else is known: words, prompts.
        hour: What is on the disk of it.
        described: Whether the customer was described.
        hint: The step last shown; questions passed over leave nothing else.
    """
    found = _written(hour, described=described)
    step = Step(hint) if hint in set(Step) else found
    if step is Step.SENTENCE or ORDER.index(step) < ORDER.index(found):
        step = found
    if step in DURING:
        step = Step.SEE
    if step in {Step.CHECK, Step.MEND} and hour.answer is None:
        step = Step.ASK
    if step is Step.MEND:
        step = Step.CHECK
    return replace(
        state,
        step=step,
        guess=hour.guess.id if hour.guess else None,
        answer=hour.answer.id if hour.answer else None,
        said=hour.answer.text if hour.answer else "",
    )


def _written(hour: Hour, *, described: bool) -> Step:
    """Return the question after the last one whose answer is on the disk."""
    rated = hour.guess is not None and (
        bool(hour.guess.note) or any(feeling.intensity for feeling in hour.guess.emotions)
    )
    after = (
        (hour.own, Step.WRITE_UP),
        (hour.tonight, Step.OWN),
        (hour.surprise, Step.TONIGHT),
        (hour.checked, Step.SURPRISE),
        (hour.answer, Step.CHECK),
        (rated, Step.ASK),
        (hour.guess, Step.STRENGTH),
        (hour.notes or hour.disproof, Step.SEE),
        (hour.trouble, Step.DISPROOF),
        (hour.foreseen, Step.TROUBLE),
        (described, Step.FORESEEN),
    )
    return next((step for there, step in after if there), Step.THEM)
