"""The keys that the line and the pad read themselves: shown on the screen and in the help."""

from fieldkit.tui.command import LINE, ONE_HAND, OTHER_PAGE, PAD, TAGS, Command

KEYS = (
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
        slot="strength_keys",
        brief="stronger, weaker",
        does="Make its last feeling stronger or weaker.",
    ),
    Command(
        name="",
        place=TAGS,
        shown="c m x",
        brief="whose",
        does="Its last feeling is the customer's, my own, the staff's; again, as it was.",
    ),
    Command(
        name="",
        place=TAGS,
        shown="v k b h",
        brief="how known",
        does="They said so unasked, when asked, about the past; I saw it. Again: I saw it.",
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
        slot="word_key",
        brief="words",
        does="Write the words of the last moment (f too).",
    ),
    Command(
        name="",
        place=PAD,
        shown="g",
        slot="code",
        brief="code",
        does="Give the last moment a code.",
    ),
    Command(
        name="",
        place=PAD,
        shown="d",
        slot="repeat",
        brief="again",
        does="The last moment happens again, now.",
    ),
    Command(
        name="",
        place=PAD,
        shown="+ -",
        slot="strength_keys",
        brief="stronger, weaker",
        does="The last moment's feeling is stronger or weaker (s and a too).",
    ),
    Command(name="", place=PAD, shown="Enter", brief="line", does="Begin a new line."),
    Command(
        name="",
        place=PAD,
        shown="\" ' ? ~",
        slot="layer_keys",
        brief="said, reading",
        does="The last moment is their words, said in mine, my reading, my reaction; l goes round.",
    ),
    Command(
        name="",
        place=PAD,
        shown="c m x",
        brief="theirs, mine, staff's",
        does="The last feeling is the customer's, my own, the staff's; again, as it was.",
    ),
    Command(
        name="",
        place=PAD,
        shown="< >",
        brief="earlier, later",
        does="The last moment happened a minute earlier, or later.",
    ),
    Command(
        name="",
        place=PAD,
        shown="v k b h",
        brief="said so, asked, past, seen",
        does="They said so unasked, when asked, about the past; I saw it. Again: I saw it.",
    ),
    Command(
        name="", place=PAD, shown="Backspace", brief="take back", does="Take back the last pad key."
    ),
    Command(
        name="",
        place=PAD,
        shown="Up Down",
        does="Go to an earlier moment; then the keys that amend mean that one.",
    ),
    # The pad for one hand
    Command(
        name="",
        place=ONE_HAND,
        shown="1-5 q-t",
        does="Save a moment of this feeling; this touchpoint is in force.",
    ),
    Command(name="", place=ONE_HAND, shown="Space", brief="mark", does="Save a bare mark."),
    Command(
        name="",
        place=ONE_HAND,
        shown="a s",
        brief="weaker, stronger",
        does="The last moment's feeling is weaker, or stronger.",
    ),
    Command(
        name="", place=ONE_HAND, shown="d", brief="again", does="The last moment happens again."
    ),
    Command(
        name="", place=ONE_HAND, shown="f", brief="words", does="Write the last moment's words."
    ),
    Command(name="", place=ONE_HAND, shown="g", brief="code", does="Give the last moment a code."),
    Command(
        name="",
        place=ONE_HAND,
        shown="Tab",
        brief="more",
        does="The next page: other feelings, touchpoints and keys, for one key.",
    ),
    Command(name="", place=ONE_HAND, shown="Enter", brief="line", does="Begin a new line."),
    Command(
        name="", place=OTHER_PAGE, shown="a", brief="take back", does="Take back the last key."
    ),
    Command(
        name="",
        place=OTHER_PAGE,
        shown="s",
        brief="said, reading",
        does="The last moment is another kind of knowledge: seen, said, my reading.",
    ),
    Command(
        name="",
        place=OTHER_PAGE,
        shown="d",
        brief="whose",
        does="The last feeling is the customer's, my own, the staff's, in turn.",
    ),
    Command(
        name="",
        place=OTHER_PAGE,
        shown="f",
        brief="how known",
        does="It was seen, said unasked, when asked, about the past, in turn.",
    ),
    Command(
        name="",
        place=OTHER_PAGE,
        shown="g",
        brief="a minute earlier",
        does="The last moment happened a minute earlier.",
    ),
    Command(
        name="", place=OTHER_PAGE, shown="Tab", brief="more", does="The next page, then the first."
    ),
)
