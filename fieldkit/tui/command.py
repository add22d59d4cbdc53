"""A command: one thing that can be asked for, and the places where things are asked for."""

from dataclasses import dataclass

EVERYWHERE = "everywhere"
CAPTURE = "capture"
JOURNEY = "journey"
PEOPLE = "people"
MOMENTS = "moments"
CODING = "coding"
"""The coding pass, which Moments opens."""
INSIGHTS = "insights"
DIGESTS = "digests"
LED = "led"
PAD = "pad"
"""Keys of the pad: the pad reads them itself, so they are shown, not bound."""
LINE = "line"
"""Keys of the line, likewise."""
TAGS = "tags"
"""Keys while the line is being tagged, likewise."""
ONE_HAND = "one hand"
"""Keys of the pad for one hand, on its first page."""
OTHER_PAGE = "one hand, other page"
"""What they mean on its other pages."""


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
    slot: str = ""
    """What of a keyboard's layout it is, so that the key shown is the layout's own."""
