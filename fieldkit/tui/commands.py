"""The commands: one registry, from which come bindings, palette, the line of keys and the help."""

from collections.abc import Iterator
from dataclasses import dataclass

from textual.binding import Binding, BindingType

EVERYWHERE = "everywhere"
CAPTURE = "capture"
DIGESTS = "digests"
LED = "led"
PAD = "pad"
"""Keys of the pad: the pad reads them itself, so they are shown, not bound."""
LINE = "line"
"""Keys of the line, likewise."""
TAGS = "tags"
"""Keys while the line is being tagged, likewise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing that can be asked for."""

    name: str
    """What is typed after ``:``; empty where only the key makes sense."""
    does: str
    """What it does, in a few words."""
    place: str = EVERYWHERE
    action: str = ""
    """The Textual action; empty where the widget reads the key itself."""
    key: str = ""
    """As Textual names it; several with commas between."""
    shown: str = ""
    """The key as a person reads it."""
    brief: str = ""
    """For the line of keys; left out there where empty."""
    here: str = ""
    """What else it is called: found in the palette by these words too."""


COMMANDS = (
    # The line
    Command(
        name="",
        place=LINE,
        shown="Enter",
        brief="save",
        does="Save what stands in the line; in an empty one, go to the pad.",
    ),
    Command(
        name="",
        place=LINE,
        shown="Tab",
        brief="tag",
        does="Take the first of the list. With none open, tag: digits feelings, letters where.",
    ),
    Command(name="", place=LINE, shown="Down Up", does="Choose another in the list; Tab takes it."),
    Command(
        name="",
        place=LINE,
        shown="Esc",
        brief="pad",
        does="Close the list; or go to the pad. What you typed stays in the line.",
    ),
    # Tagging
    Command(
        name="",
        place=TAGS,
        shown="1-9",
        brief="feeling",
        does="Add this feeling to the line; again, take it out.",
    ),
    Command(
        name="", place=TAGS, shown="letter", brief="touchpoint", does="This is where it happened."
    ),
    Command(
        name="",
        place=TAGS,
        shown="+ -",
        brief="stronger, weaker",
        does="Make its last feeling stronger or weaker.",
    ),
    Command(
        name="", place=TAGS, shown="Tab", brief="back to the words", does="Return to the words."
    ),
    Command(name="", place=TAGS, shown="Enter", brief="save", does="Save the line with its tags."),
    # The pad
    Command(
        name="",
        place=PAD,
        shown="1-9",
        does="Save a moment of this feeling, now, at the touchpoint in force. 0 shows more.",
    ),
    Command(
        name="",
        place=PAD,
        shown="q…p",
        does="This touchpoint is in force from now on. With Shift: the last moment happened there.",
    ),
    Command(
        name="",
        place=PAD,
        shown="Space",
        brief="mark",
        does="Save a bare mark, to be filled in later.",
    ),
    Command(
        name="",
        place=PAD,
        shown="n",
        brief="words",
        does="Write the words of the last moment (f too).",
    ),
    Command(name="", place=PAD, shown="g", brief="code", does="Give the last moment a code."),
    Command(
        name="", place=PAD, shown="d", brief="again", does="The last moment happens again, now."
    ),
    Command(
        name="",
        place=PAD,
        shown="+ -",
        brief="stronger, weaker",
        does="The last moment's feeling is stronger or weaker (s and a too).",
    ),
    Command(
        name="",
        place=PAD,
        shown="\" ' ? ~",
        brief="said, reading",
        does="The last moment is their words, said in mine, my reading, my reaction; l goes round.",
    ),
    Command(
        name="", place=PAD, shown="Backspace", brief="take back", does="Take back the last pad key."
    ),
    Command(name="", place=PAD, shown="Enter", brief="line", does="Begin a new line."),
    Command(
        name="",
        place=PAD,
        shown="Up Down",
        does="Go to an earlier moment; then the keys that amend mean that one.",
    ),
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
        does="Hide the last moment from every view and export.",
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
        name="keys",
        place=CAPTURE,
        action="app.next_layout",
        does="Another keyboard for the pad: qwerty, qwertz, azerty.",
        here="keyboard azerty qwertz layout",
    ),
    # Digests
    Command(
        name="compile",
        place=DIGESTS,
        action="compile",
        key="enter",
        shown="Enter",
        brief="compile",
        does="Compile this kind of digest.",
    ),
    Command(
        name="",
        place=DIGESTS,
        shown="← →",
        brief="section",
        does="Read the section before or after.",
    ),
    Command(
        name="",
        place=DIGESTS,
        action="evidence",
        key="l",
        shown="l",
        brief="evidence",
        does="Go through the moments this section rests on; Enter opens one.",
    ),
    Command(
        name="export",
        place=DIGESTS,
        action="export",
        key="e",
        shown="e",
        brief="export",
        does="Write the digest into the study's digests folder.",
        here="write save",
    ),
    Command(
        name="page",
        place=DIGESTS,
        action="page",
        key="w",
        shown="w",
        brief="web page",
        does="Write it as a page and open that in the browser.",
        here="html browser web",
    ),
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
        name="capture",
        action="app.place('capture')",
        key="f2",
        shown="F2",
        brief="Capture",
        does="Go to Capture: write moments.",
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
        name="help",
        action="app.help",
        key="f1",
        shown="F1",
        brief="help",
        does="Help for where you stand.",
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


def bindings(place: str) -> list[BindingType]:
    """Return the key bindings of a place, each with an id that a user's keymap may name."""
    return [
        Binding(
            command.key,
            command.action.removeprefix("app.") if place == EVERYWHERE else command.action,
            command.does,
            show=False,
            id=f"{place}.{command.name or command.action}",
            priority=place == EVERYWHERE,
        )
        for command in at(place)
        if command.key and command.action
    ]
