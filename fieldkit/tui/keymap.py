"""A user's own keys, from a file in their config folder.

    keyboard = "azerty"        # the pad's: qwerty, qwertz, azerty, one-hand, one-hand-azerty

    [keys]                     # commands by the name that `:` finds them by
    undo = "f8"
    "digests.export" = "x"     # with its place, where it is not everywhere

    [pad]                      # single keys of the pad
    code = "z"

What is wrong in it is told in one line and left out; the rest counts.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from fieldkit.tui.commands import EVERYWHERE, id_of, keyed
from fieldkit.tui.layouts import LAYOUTS, Layout

NAME = "keys.toml"
KEY = re.compile(r"(?:ctrl\+|shift\+)?(?:[a-z0-9]|f[2-9]|[a-z_]{2,20})\Z")
"""As Textual names keys; Alt reaches the app in too few terminals."""
SLOTS = ("weaker", "stronger", "words", "code", "repeat", "cycle", "earlier", "later")
"""What of the pad may have another key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The keys that a user wants, and what was wrong with the file."""

    keyboard: str | None = None
    keymap: Mapping[str, str] = field(default_factory=dict)
    """Keys by the id of their binding."""
    pad: Mapping[str, Any] = field(default_factory=dict)
    """Keys by what they are in a layout."""
    trouble: str = ""

    def over(self, layout: Layout) -> Layout:
        """Return a keyboard with these keys in it."""
        return replace(layout, **self.pad) if self.pad else layout


def read_keys(folder: Path | None) -> Keys:
    """Return the keys of the file in a config folder; none where there is no file."""
    path = None if folder is None else folder / NAME
    try:
        text = path.read_text(encoding="utf-8") if path else ""
    except FileNotFoundError:
        return Keys()
    except (OSError, ValueError) as error:
        return Keys(trouble=f"{NAME} cannot be read ({_why(error)}); the usual keys are used.")
    return _keys(text) if text.strip() else Keys()


def _keys(text: str) -> Keys:
    import tomllib  # only where there is such a file

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Keys(trouble=f"{NAME} is no TOML: {error}; the usual keys are used.")
    wrong: list[str] = []
    keyboard = data.pop("keyboard", None)
    if keyboard is not None and keyboard not in LAYOUTS:
        wrong.append(f"keyboard {keyboard!r} is none of {', '.join(LAYOUTS)}")
        keyboard = None
    keymap = dict(_bound(_table(data, "keys", wrong), wrong))
    pad = dict(_struck(_table(data, "pad", wrong), wrong))
    wrong += [f"{name!r} means nothing here" for name in data]
    more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
    trouble = f"{NAME}: {wrong[0]}{more}; the usual key stays." if wrong else ""
    return Keys(keyboard=keyboard, keymap=keymap, pad=pad, trouble=trouble)


def _table(data: dict[str, Any], name: str, wrong: list[str]) -> dict[str, Any]:
    table = data.pop(name, {})
    if isinstance(table, dict):
        return table
    wrong.append(f"[{name}] is no table")
    return {}


def _bound(table: dict[str, Any], wrong: list[str]) -> Iterator[tuple[str, str]]:
    known = {id_of(command): command for command in keyed()}
    taken = {command.key: name for name, command in known.items()}
    for name, key in table.items():
        full = name if name in known else f"{EVERYWHERE}.{name}"
        if full not in known:
            wrong.append(f"there is no command {name!r} with a key")
        elif not isinstance(key, str) or not all(map(KEY.match, key.split(","))):
            wrong.append(f"{key!r} is no key for {name}; write f8, ctrl+y or x")
        elif taken.get(key, full) != full and taken[key].startswith(f"{EVERYWHERE}."):
            wrong.append(f"{key} for {name} is {taken[key].removeprefix('everywhere.')} already")
        else:
            taken[key] = full
            yield full, key


def _struck(table: dict[str, Any], wrong: list[str]) -> Iterator[tuple[str, str]]:
    for name, key in table.items():
        if name not in SLOTS:
            wrong.append(f"the pad has no {name!r}; it has {', '.join(SLOTS)}")
        elif not isinstance(key, str) or len(key) != 1 or not key.isprintable():
            wrong.append(f"{key!r} is no key for {name}; write one character")
        elif any(_means(key, name, layout) for layout in LAYOUTS.values()):
            wrong.append(f"{key} for {name} means something else on the pad")
        else:
            yield name, key


def _means(key: str, slot: str, layout: Layout) -> bool:
    """Tell whether a key is something else on a keyboard, which stays."""
    others = [getattr(layout, other) for other in SLOTS if other != slot]
    signs = {" ", ":", "@", "!", "#", "+", "-", "=", *layout.layers, *layout.whose, *layout.known}
    letters = key.lower() in layout.row
    return letters or key in signs or key in layout.digits or any(key in one for one in others)


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or "no UTF-8"
