"""Attaching from the app: asked for, kept among the media, then named by a moment."""

import asyncio
from typing import TYPE_CHECKING

from fieldkit.model.errors import FieldkitError
from fieldkit.store.media import Medium, keep
from fieldkit.tui.preferences import Preferences
from fieldkit.tui.screens.attach import AttachScreen, ToAttach
from fieldkit.tui.screens.look import LookScreen
from fieldkit.tui.wording import one_line, zone_of

if TYPE_CHECKING:
    from fieldkit.tui.app import FieldkitApp
    from fieldkit.tui.screens.capture import CaptureScreen

FOLDER = "attached-from"
"""What the folder of the last photo is remembered by."""
LONGEST = 40


async def attach(app: "FieldkitApp", capture: "CaptureScreen", remembered: Preferences) -> None:
    """Ask for a photo or sound until one can be attached, or none is wanted."""
    target = capture.recorder.target
    asked = ToAttach(remembered.read(FOLDER) or "", "")
    trouble = ""
    while True:
        answer = await app.push_screen_wait(AttachScreen(_about(capture), asked, trouble))
        if answer is None:
            return
        capture.say("attaching…")
        try:
            kept = await _kept(capture, answer)
            ticket, names = capture.next_ticket(), [medium.name for medium in kept]
            done = await app.desk.do(
                lambda bench, t=ticket, n=names, c=answer.caption: bench.attach(t, target, n, c)  # type: ignore[misc]  # bound here
            )
        except FieldkitError as error:
            asked, trouble = answer, str(error)
            continue
        remembered.keep(FOLDER, f"{answer.paths[0].absolute().parent}/")
        capture.say("  ".join([*done.told, f"{done.moment.id}: {kept[0].told}"]))
        return


def look(app: "FieldkitApp", capture: "CaptureScreen") -> None:
    """Show a moment in full."""
    chosen = capture.moments.chosen
    if chosen is None or capture.view.folder is None:
        capture.say("nothing is written yet")
        return
    app.push_screen(LookScreen(chosen, capture.view.folder, zone_of(capture.view.session)))


async def _kept(capture: "CaptureScreen", answer: ToAttach) -> list[Medium]:
    """Keep the files, in a thread of their own: cleaning a photo takes a second."""
    folder = capture.view.folder
    if folder is None:
        message = "The study is still being opened."
        raise FieldkitError(message)
    return [await asyncio.to_thread(keep, folder, path) for path in answer.paths]


def _about(capture: "CaptureScreen") -> str:
    """Return what it will be attached to."""
    chosen = capture.moments.chosen
    if capture.recorder.target is None:
        return f"a {capture.names.moment} of its own"
    if chosen is None or not isinstance(capture.recorder.target, str):
        return f"the last {capture.names.moment}"
    return one_line(f"{chosen.id} {chosen.text[:LONGEST]}".strip())
