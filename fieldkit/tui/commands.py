"""The commands: one registry, from which come bindings, palette, the line of keys and the help."""

from collections.abc import Iterator, Mapping

from textual.binding import Binding, BindingType

from fieldkit.tui.coding_keys import CODING_KEYS
from fieldkit.tui.command import (
    CAPTURE,
    CODING,
    DIGESTS,
    EVERYWHERE,
    INSIGHTS,
    JOURNEY,
    LED,
    LINE,
    MOMENTS,
    ONE_HAND,
    OTHER_PAGE,
    PAD,
    PEOPLE,
    TAGS,
    Command,
)
from fieldkit.tui.digests_keys import READ
from fieldkit.tui.insights_keys import CLAIMED
from fieldkit.tui.journey_keys import WALKED
from fieldkit.tui.keys import KEYS
from fieldkit.tui.moments_keys import MOMENTS_KEYS, NAMES

__all__ = [
    "CAPTURE",
    "CODING",
    "DIGESTS",
    "EVERYWHERE",
    "INSIGHTS",
    "JOURNEY",
    "LED",
    "LINE",
    "MOMENTS",
    "ONE_HAND",
    "OTHER_PAGE",
    "PAD",
    "PEOPLE",
    "TAGS",
    "Command",
    "at",
    "bindings",
    "id_of",
    "keyed",
    "named",
    "shown",
]
COMMANDS = (
    *KEYS,
    # Capture
    Command(
        name="start",
        place=CAPTURE,
        action="start",
        does="Start a session.",
        here="begin new session",
    ),
    Command(
        name="finish",
        place=CAPTURE,
        action="finish",
        does="Finish the session: debrief, and what wants words.",
        here="end stop session close",
    ),
    Command(
        name="write-up",
        place=CAPTURE,
        action="write_up",
        does="Fill in marks, jottings (a line that ends in …) and questions for later.",
        here="marks queue words",
    ),
    Command(
        name="consent",
        place=CAPTURE,
        action="consent",
        does="Ask the session's people what they agree to, or record that they take it back.",
        here="agree withdraw refuse scope",
    ),
    Command(
        name="prompt",
        place=CAPTURE,
        action="prompt",
        key="f5",
        shown="F5",
        does="Show the next prompt of what to look for.",
        here="question protocol guide",
    ),
    Command(
        name="prompts",
        place=CAPTURE,
        action="prompts",
        does="Show all prompts of what to look for.",
        here="questions protocol guide",
    ),
    Command(
        name="coverage",
        place=CAPTURE,
        action="coverage",
        does="Show which things to look for, and which touchpoints, have nothing yet.",
        here="missing dimensions",
    ),
    Command(
        name="look-round",
        place=CAPTURE,
        action="look_round",
        key="f8",
        shown="F8",
        does="Answer a look round: begin a line with #scan.",
        here="scan sample interval",
    ),
    Command(
        name="off-record",
        place=CAPTURE,
        action="off_record",
        does="Hide the last moment; off-record 10: 10 minutes.",
        here="hide off the record",
    ),
    Command(
        name="star",
        place=CAPTURE,
        action="star",
        does="Star the last moment, or take its star away.",
    ),
    Command(
        name="attach",
        place=CAPTURE,
        action="app.attach",
        does="Attach a photo or sound to the last moment; it is cleaned of place and time.",
        here="picture image recording media file",
    ),
    Command(
        name="look",
        place=CAPTURE,
        action="app.look",
        does="See the moment in full, with its photos.",
        here="open view picture photo",
    ),
    Command(
        name="pause",
        place=CAPTURE,
        action="pause",
        does="You are interrupted: the session's clock stands, and a moment tells of it.",
        here="break interruption hold",
    ),
    Command(
        name="resume",
        place=CAPTURE,
        action="resume",
        does="The session's clock goes on.",
        here="continue go on unpause",
    ),
    Command(
        name="pad",
        place=CAPTURE,
        action="lay_out",
        does="Lay out the pad: which feelings on the digits, which touchpoints on the letters.",
        here="layout digits letters keys edit",
    ),
    Command(
        name="keys",
        place=CAPTURE,
        action="app.next_layout",
        does="Another keyboard for the pad: qwerty, qwertz, azerty, one hand.",
        here="keyboard azerty qwertz layout left",
    ),
    *WALKED,
    # Moments
    *(Command(place=MOMENTS, **dict(zip(NAMES, row, strict=True))) for row in MOMENTS_KEYS),
    *CODING_KEYS,
    *CLAIMED,
    *READ,
    # Everywhere
    Command(
        name="",
        action="app.command_palette",
        key="ctrl+p",
        shown="Ctrl+P",
        brief="commands",
        does="Everything that can be asked for, by name; on the pad and in Digests : too.",
    ),
    Command(
        name="help",
        action="app.help",
        key="f1",
        shown="F1",
        brief="help",
        does="Help for where you stand.",
    ),
    Command(
        name="capture",
        action="app.place('capture')",
        key="f2",
        shown="F2",
        brief="Capture",
        does="Go to Capture: write moments.",
    ),
    Command(
        name="moments",
        action="app.place('moments')",
        key="f3",
        shown="F3",
        brief="Moments",
        does="Go to Moments: find, read, tag.",
    ),
    Command(
        name="journey",
        action="app.place('journey')",
        key="f4",
        shown="F4",
        brief="Journey",
        does="Go to Journey: what customers felt along the way.",
    ),
    Command(
        name="people",
        action="app.place('people')",
        does="Go to People: a page for each participant.",
        here="participants who persons customers",
    ),
    Command(
        name="insights",
        action="app.place('insights')",
        key="f6",
        shown="F6",
        brief="Insights",
        does="Go to Insights: claims and their evidence.",
    ),
    Command(
        name="digests",
        action="app.place('digests')",
        key="f7",
        shown="F7",
        brief="Digests",
        does="Go to Digests: compile and read.",
    ),
    Command(
        name="shadow",
        action="app.place('led')",
        does="Spend time with a customer, led question by question.",
        here="leader led hour customer",
    ),
    Command(
        name="quit",
        action="app.quit",
        key="ctrl+q",
        shown="Ctrl+Q",
        brief="quit",
        does="Leave; in a session, asks whether to finish it.",
        here="exit leave",
    ),
    Command(
        name="undo",
        action="app.undo",
        key="ctrl+z",
        shown="Ctrl+Z",
        brief="undo",
        does="Take back this window's last change.",
    ),
    Command(
        name="redo",
        action="app.redo",
        key="ctrl+r",
        shown="Ctrl+R",
        does="Make the last undone change again.",
    ),
    Command(
        name="cover",
        action="app.cover",
        key="ctrl+l",
        shown="Ctrl+L",
        does="Cover everything but the clock; typing goes on. Again: uncover.",
        here="hide lock",
    ),
    Command(
        name="theme",
        action="app.next_theme",
        does="Next theme: calm, light, sun, night, or the terminal's own.",
        here="colours dark light contrast",
    ),
    Command(
        name="suspend",
        action="app.suspend_process",
        does="Go back to the shell; fg returns.",
        here="shell background",
    ),
)


def at(place: str) -> Iterator[Command]:
    """Yield the commands of a place, in order."""
    return (command for command in COMMANDS if command.place == place)


def named(*places: str) -> Iterator[Command]:
    """Yield the commands of these places that the palette offers."""
    return (c for c in COMMANDS if c.name and c.action and c.place in places)


def id_of(command: Command) -> str:
    """Return the id of a command's binding, by which a user's keymap names it."""
    return f"{command.place}.{command.name or command.action.removeprefix('app.')}"


def keyed() -> Iterator[Command]:
    """Yield the commands that have a key which may be another."""
    return (command for command in COMMANDS if command.key and command.action)


def shown(command: Command, keymap: Mapping[str, str]) -> str:
    """Return the key of a command as a person reads it, in a user's own keymap; or nothing."""
    key = keymap.get(id_of(command)) if command.action else None
    if key is None:
        return command.shown
    return " ".join("+".join(map(_read, one.split("+"))) for one in key.split(","))


def _read(part: str) -> str:
    return part if len(part) == 1 else part.replace("_", " ").capitalize()


def bindings(place: str) -> list[BindingType]:
    """Return the key bindings of a place, each with an id that a user's keymap may name."""
    return [
        Binding(
            command.key,
            command.action.removeprefix("app.") if place == EVERYWHERE else command.action,
            command.does,
            show=False,
            id=id_of(command),
            priority=place == EVERYWHERE,
        )
        for command in at(place)
        if command.key and command.action
    ]
