"""The keys of the coding pass: the screen reads them itself, so they are shown, not bound."""

from fieldkit.tui.command import CODING, Command

FEELING = "feeling"
CODE = "code"
"""Where a key is for one of the things that may lack."""

_KEYS = (
    ("1-9", "", "", "Answer with this feeling or code, and go on. 0 shows more of them."),
    ("q…p", "", "", "Answer with this touchpoint, and go on."),
    ("a s d f", "", "", "Answer with what the words suggest; nothing is tagged unasked."),
    ("Enter", "nothing here", "", "Nothing to say of this one: go on (Space too)."),
    ("← →", "back, on", "", "Look at the one before or after; what was decided stands."),
    (
        "Backspace",
        "take back",
        "",
        "Take back what was decided of the moment here, else what was decided last.",
    ),
    ("+ -", "stronger, weaker", FEELING, "The feeling answered last is stronger or weaker."),
    (
        "c m x",
        "theirs, mine, staff's",
        FEELING,
        "Before a feeling: it is the customer's, my own, the staff's. Again: as it was.",
    ),
    (
        "v k b h",
        "said so, asked, past, seen",
        FEELING,
        "Before a feeling: they said so unasked, when asked, about the past; I saw it.",
    ),
    (
        "r i",
        "told, imagined",
        FEELING,
        "Before a feeling: another tells of it; it is imagined. Neither enters a curve.",
    ),
    ("!", "another", FEELING, "Type a feeling that is on no digit."),
    ("#", "a new code", CODE, "Type a code that is on no digit."),
    ("Esc", "leave", "", "Leave; c in Moments goes on from here, also after a restart."),
)
CODING_KEYS = tuple(
    Command(name="", place=CODING, shown=shown, brief=brief, here=here, does=does)
    for shown, brief, here, does in _KEYS
)
