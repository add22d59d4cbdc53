"""The keys of Moments and of the coding pass: what each is called, does, and is found by."""

NAMES = ("name", "action", "key", "shown", "brief", "does", "here")
"""What the parts of a row are, as a command names them."""
MOMENTS_KEYS = (
    ("find", "find", "slash", "/", "find", "Search: what you type narrows the list.", "filter"),
    (
        "",
        "open",
        "enter",
        "Enter",
        "open",
        "The moment whole, with what came before and after.",
        "",
    ),
    ("", "", "", "1-9", "", "A feeling for the marked moments, or the one here. 0: more.", ""),
    ("tag", "tag", "t", "t", "tag", "A line of tags for the marked moments, or the one here.", ""),
    (
        "code",
        "coding",
        "c",
        "c",
        "coding pass",
        "Go through what lacks a feeling, a touchpoint or a code, one by one.",
        "coding pass",
    ),
    ("edit", "edit", "e", "e", "edit", "Edit the moment's line.", "change amend"),
    ("mark", "mark", "x", "x", "mark", "Mark it; on a heading, all of its group.", "select"),
    ("mark-all", "mark_all", "X", "X", "all", "Mark all that were found, or none.", "select"),
    (
        "group",
        "group_by",
        "G",
        "G",
        "group",
        "Group by session, person, touchpoint, feeling or code, in turn.",
        "sort heading",
    ),
    (
        "save",
        "save_search",
        "S",
        "S",
        "save search",
        "Keep this search under a name: saved:name finds it again, in digests too.",
        "saved",
    ),
    ("star", "star", "s", "s", "star", "Star, or take the star away.", ""),
    ("history", "history", "h", "h", "history", "Who changed what of this moment.", "log"),
    ("delete", "delete", "delete", "Del", "", "Delete the marked, or this one; asks.", "remove"),
    ("", "", "", "← →", "", "Go to the group before or after.", ""),
    ("", "", "", "Esc", "", "Unmark; leave the search; go to Capture.", ""),
)
