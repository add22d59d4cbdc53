"""Photos as a page holds them: scaled down, written into it, and no more than it can bear."""

import base64
from pathlib import Path
from typing import NamedTuple

from fieldkit.model.errors import FieldkitError
from fieldkit.model.moment import is_photo
from fieldkit.model.study import Casebook

SIDE = 960
"""Pixels of a photo's longer side: twice the width of the text on a phone."""
LARGEST = 8 << 20
"""Bytes of all photos together: a page that mail takes. Those beyond stand as their words."""


class Photo(NamedTuple):
    """A photo within a page."""

    address: str
    """A ``data:`` address that holds it."""
    width: int
    height: int


def photos_in(casebook: Casebook, markdown: str, media: Path) -> dict[str, Photo]:
    """Return the photos that a digest shows, by name; one that cannot be read is left out.

    Args:
        casebook: What the digest was compiled from: only its photos are shown.
        markdown: The digest.
        media: The study's folder of media.
    """
    named = dict.fromkeys(n for m in casebook.moments for n in m.media if is_photo(n))
    found: dict[str, Photo] = {}
    left = LARGEST
    for name in named:
        if f"/{name})" not in markdown:
            continue
        photo = _scaled(media / name)
        if photo is not None and len(photo.address) <= left:
            found[name] = photo
            left -= len(photo.address)
    return found


def _scaled(path: Path) -> Photo | None:
    from fieldkit.store.photo import small

    try:
        data, (width, height) = small(path, SIDE)
    except (FieldkitError, OSError):
        return None  # Pillow is not here, or the file is not: its words stand for it
    return Photo(f"data:image/jpeg;base64,{base64.b64encode(data).decode()}", width, height)
