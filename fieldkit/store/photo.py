"""Photos, through Pillow: opened within bounds, turned upright, and nothing kept but the pixels.

A phone writes the place, the time and its own number into every photo, and often a second picture
from before it was cut. So a photo is never copied: its pixels are, and encoded anew.
"""

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from fieldkit.model.errors import RefusedFileError, UsageError
from fieldkit.model.visible import visible

if TYPE_CHECKING:
    from PIL.Image import Image

SUFFIXES = {"JPEG": ".jpg", "MPO": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif"}
"""What is read, by Pillow's names; MPO is a JPEG with further pictures behind it."""
MOST_PIXELS = 64_000_000
"""Of all frames together; decoded, 256 MB. Phones make 50 million at most unless asked for more."""
QUALITY = 90
"""Of WebP, and of a JPEG whose own tables cannot be used again."""
HARMLESS = frozenset(
    (
        *("adobe", "adobe_transform", "jfif", "jfif_density", "jfif_unit", "jfif_version"),
        *("background", "default_image", "duration", "extension", "loop", "timestamp", "version"),
        *("dpi", "gamma", "progression", "progressive", "transparency"),
    )
)
"""What Pillow tells of a file that is no word of anybody's."""
DAMAGED = (
    EOFError,
    IndexError,
    KeyError,
    MemoryError,
    OSError,
    OverflowError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What Pillow raises where a picture is not as it should be: a byte anywhere decides which."""
MISSING = "Photos need Pillow, which cleans them of place and time: pip install 'fieldkit[photos]'"


def cleaned(source: BinaryIO, name: str) -> tuple[bytes, str]:
    """Return a photo as its pixels alone, upright, and the suffix of its format.

    Colours are brought to sRGB where a profile says otherwise, for the profile is dropped too.

    Args:
        source: The file.
        name: What the one who attaches it calls it.

    Raises:
        RefusedFileError: It is damaged, too large decoded, or could not be cleaned.
        UsageError: Pillow is not installed.
    """
    with _opened(source, name) as picture:
        kind = "JPEG" if picture.format == "MPO" else str(picture.format)
        frames = [_pixels(frame) for frame in _frames(picture, kind, name)]
        how = _as_before(picture, kind, frames)
    out = io.BytesIO()
    frames[0].save(out, format=kind, **how)
    _look_again(out, name)
    return out.getvalue(), SUFFIXES[kind]


def _as_before(picture: "Image", kind: str, frames: list["Image"]) -> dict[str, Any]:
    """Return how to encode: with a JPEG's own tables, so that it neither loses nor grows."""
    from PIL import JpegImagePlugin

    how: dict[str, Any] = {"quality": QUALITY} if kind in {"JPEG", "WEBP"} else {}
    tables = getattr(picture, "quantization", None)
    if kind == "JPEG" and tables and frames[0].mode == picture.mode:
        sampling = JpegImagePlugin.get_sampling(picture)
        how = {"qtables": tables, "optimize": True} | (
            {"subsampling": sampling} if sampling >= 0 else {}
        )
    if len(frames) > 1:
        shown_for = picture.info.get("duration", 0)
        how |= {"save_all": True, "append_images": frames[1:], "duration": shown_for, "loop": 0}
    return how


def small(path: Path, side: int) -> tuple[bytes, tuple[int, int]]:
    """Return a photo as a JPEG of at most so many pixels a side, and its size.

    Raises:
        RefusedFileError: It cannot be read.
        UsageError: Pillow is not installed.
    """
    with path.open("rb") as source, _opened(source, path.name) as picture:
        picture.draft("RGB", (side, side))
        flat = _flat(_pixels(picture))
    flat.thumbnail((side, side))
    out = io.BytesIO()
    flat.save(out, format="JPEG", quality=80)
    return out.getvalue(), flat.size


def grid(path: Path, width: int, height: int) -> list[list[tuple[int, int, int]]]:
    """Return a photo as rows of colours, no more than so many, its shape kept.

    Raises:
        RefusedFileError: It cannot be read.
        UsageError: Pillow is not installed.
    """
    with path.open("rb") as source, _opened(source, path.name) as picture:
        picture.draft("RGB", (width, height))
        flat = _flat(_pixels(picture))
    flat.thumbnail((width, height))
    across, down = flat.size
    values = flat.tobytes()
    return [
        [tuple(values[3 * (y * across + x) :][:3]) for x in range(across)]  # type: ignore[misc]  # three
        for y in range(down)
    ]


@contextmanager
def _opened(source: BinaryIO, name: str) -> Iterator["Image"]:
    """Open a photo whose size is known to be bearable; say in one line what is wrong with it."""
    try:
        from PIL import Image
    except ImportError as error:
        raise UsageError(MISSING) from error
    large = (
        f"{visible(name)} is more than {MOST_PIXELS // 1_000_000} million pixels; scale it down."
    )
    try:
        with warnings.catch_warnings():
            # Pillow warns of what is large and refuses what is larger; we refuse before both.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.simplefilter("ignore", UserWarning)  # metadata that is damaged: it goes anyway
            with Image.open(source, formats=("JPEG", "PNG", "WEBP", "GIF")) as picture:
                frames = 1 if picture.format in {"MPO", "JPEG"} else getattr(picture, "n_frames", 1)
                if picture.width * picture.height * frames > MOST_PIXELS:
                    raise RefusedFileError(large)
                yield picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedFileError(large) from error
    except DAMAGED as error:
        message = f"{visible(name)} is damaged or cut short: it cannot be read as a picture."
        raise RefusedFileError(message) from error


def _frames(picture: "Image", kind: str, name: str) -> Iterator["Image"]:
    """Yield the pictures in one: of a JPEG the first, for others behind it are hidden."""
    if kind == "JPEG":
        yield picture
        return
    for number in range(getattr(picture, "n_frames", 1)):
        try:
            picture.seek(number)
        except EOFError:
            message = f"{visible(name)} is cut short: it has {number} pictures of more."
            raise RefusedFileError(message) from None
        yield picture


def _pixels(frame: "Image") -> "Image":
    """Return the pixels alone, upright, in sRGB: a new picture that knows nothing of the old."""
    from PIL import Image, ImageOps

    profile = frame.info.get("icc_profile")
    upright = ImageOps.exif_transpose(frame)
    if upright.mode not in {"L", "LA", "RGB", "RGBA"}:
        clear = "transparency" in frame.info or upright.mode in {"PA", "RGBa", "La"}
        upright = upright.convert("RGBA" if clear else "RGB")
    if profile and upright.mode in {"RGB", "RGBA"}:
        upright = _in_srgb(upright, profile)
    return Image.frombytes(upright.mode, upright.size, upright.tobytes())


def _in_srgb(picture: "Image", profile: bytes) -> "Image":
    from PIL import ImageCms

    # A profile that is damaged, or not of these colours, changes nothing.
    with suppress(ImageCms.PyCMSError, *DAMAGED):
        found = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, found, ImageCms.createProfile("sRGB"))
        return turned or picture
    return picture


def _flat(picture: "Image") -> "Image":
    """Return a picture as a JPEG can hold it: what is clear in it on white."""
    from PIL import Image

    if picture.mode in {"RGBA", "LA"}:
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture.convert("RGBA"))
    return picture.convert("RGB")


def _look_again(out: io.BytesIO, name: str) -> None:
    """Read what was made, and refuse it where anything is in it beside the pixels."""
    from PIL import Image

    with Image.open(out) as made:
        left = {str(key) for key in made.info} - HARMLESS
        if left or made.getexif():
            message = f"{visible(name)} could not be cleaned ({', '.join(sorted(left))}): not kept."
            raise RefusedFileError(message)
