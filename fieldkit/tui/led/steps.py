"""Steps of the led hour that Enter and bare keys both take. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from fieldkit.model.emotion import Emotion
from fieldkit.tui.led.state import Feel, State, Step, Turn

EVERY = timedelta(minutes=4)
"""After a note another question stands, where the last one is so long ago."""
QUOTE = '"'
CLOSED_KEYS = {
    Step.START: "1, 2 or 3.",
    Step.STALE: "1 or 2.",
    Step.CONSENT: "y or n: nothing is written before they say yes.",
}
"""Said of a key that answers nothing where there is no line."""


def at(state: State, step: Step) -> State:
    """Return the state at another step."""
    return replace(state, step=step, warned=False)


def keep(state: State, mark: str) -> State:
    """Return the state with something on its way to the disk."""
    return replace(state, keeping=state.keeping | {mark})


def felt(state: State, feeling: Emotion, *, ticket: int = 0) -> Turn:
    """Give the last note a feeling, and ask how it is known."""
    assert state.note is not None  # noqa: S101 — a feeling is asked for after a note
    act = Feel(note=state.note, was=state.felt, now=feeling, ticket=ticket)
    return Turn(state=replace(at(state, Step.KNOW), felt=feeling), acts=(act,))


def after_note(state: State, now: datetime | None) -> State:
    """Return to watching, every few minutes with another question."""
    seen = replace(at(state, Step.SEE), prompt=0)
    if now is None or state.prompted is None or now - state.prompted < EVERY:
        return seen
    return asking_next(replace(seen, prompt=state.prompt, turned=state.turned), now)


def asking_next(state: State, now: datetime | None) -> State:
    """Ask the next of the prompts; the first stands whenever none of the others does."""
    others = max(1, len(state.prompts) - 1)
    return replace(
        state,
        prompt=min(1 + state.turned % others, len(state.prompts) - 1),
        turned=state.turned + 1,
        prompted=now,
    )


def opening(state: State) -> str:
    """Return what stands in the line before anything is typed: a mark where words are asked for."""
    verbatim = "word for word" in state.prompts[state.prompt].lower()
    return QUOTE if state.step is Step.SEE and verbatim else ""
