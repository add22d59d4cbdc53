"""Media: photos keep their pixels and nothing else, sound its sound; a crash loses no medium."""

import errno
import io
import os
import struct
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin
from typing_extensions import override

from fieldkit.model.errors import NotSavedError, RefusedFileError
from fieldkit.model.people import USUAL, Consent, ConsentState, Scope
from fieldkit.store import photo
from fieldkit.store.check import check
from fieldkit.store.files import Files
from fieldkit.store.home import Home
from fieldkit.store.media import attach, keep
from fieldkit.store.notebook import Notebook

SECRET = b"52.5200N"
UPRIGHT = 6
"""The orientation of a phone held upright: turn it a quarter to the right."""
ICC = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def telling_exif() -> Image.Exif:
    """Return what a phone writes: place, number, and which side is up."""
    exif = Image.Exif()
    exif[0x0112] = UPRIGHT
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    return exif


def telling_photo(path: Path, kind: str) -> Path:
    """Write a photo that says where it was taken, in every way its format knows."""
    picture = Image.new("RGB", (40, 20), "red")
    picture.paste("blue", (0, 0, 40, 10))
    about = PngImagePlugin.PngInfo()
    about.add_text("Comment", SECRET.decode())
    ways: dict[str, dict[str, Any]] = {
        "JPEG": {"comment": SECRET, "xmp": b"<x>" + SECRET, "icc_profile": ICC},
        "PNG": {"pnginfo": about, "icc_profile": ICC},
        "WEBP": {"xmp": b"<x>" + SECRET, "icc_profile": ICC, "lossless": True},
    }
    picture.save(path, format=kind, exif=telling_exif(), **ways[kind])
    path.write_bytes(path.read_bytes() + SECRET)  # and behind its end
    return path


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_keeps_its_pixels_upright_and_nothing_else(
    tmp_path: Path, notebook: Notebook, kind: str
) -> None:
    """Place, number, comment, XMP, profile, and what hides behind its end."""
    source = telling_photo(tmp_path / "photo.bin", kind)
    assert SECRET in source.read_bytes()
    kept = notebook.folder / "media" / keep(notebook.folder, source).name
    assert SECRET not in kept.read_bytes()
    with Image.open(kept) as made:
        assert made.format == kind
        assert not made.getexif()
        assert not set(made.info) - photo.HARMLESS
        assert made.size == (20, 40)
        left, right = (made.convert("RGB").getpixel(at) for at in ((2, 20), (17, 20)))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[0] - left[2] > 140  # what was below is left
    assert right[2] - right[0] > 140
    assert source.exists()


def test_the_gps_of_a_real_photo_is_gone_and_it_does_not_grow(
    shared: Path, notebook: Notebook
) -> None:
    """Real phones, real cameras: eight ways up among them."""
    for source in sorted((shared / "data" / "photos").glob("*.jpg")):
        kept = notebook.folder / "media" / keep(notebook.folder, source).name
        with Image.open(source) as before, Image.open(kept) as after:
            turned = before.getexif().get(0x0112, 1) >= 5
            assert after.size == (before.size[::-1] if turned else before.size)
            assert not after.getexif()
            assert not set(after.info) - photo.HARMLESS
        assert kept.stat().st_size <= source.stat().st_size * 1.05


def test_a_gif_goes_on_moving_and_says_nothing(tmp_path: Path, notebook: Notebook) -> None:
    """Its comment goes, its pictures stay."""
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    source = tmp_path / "x.gif"
    frames[0].save(source, save_all=True, append_images=frames[1:], comment=SECRET, duration=80)
    kept = notebook.folder / "media" / keep(notebook.folder, source).name
    assert SECRET not in kept.read_bytes()
    with Image.open(kept) as made:
        assert getattr(made, "n_frames", 1) == 3


def bomb() -> bytes:
    """Return a small PNG that says it is ten thousand million pixels."""
    out = io.BytesIO()
    Image.new("1", (1, 1)).save(out, format="PNG")
    data = bytearray(out.getvalue())
    data[16:24] = struct.pack(">II", 100_000, 100_000)
    import zlib

    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("bomb.png", bomb(), "million pixels"),
        ("cut.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0", "damaged"),
        ("words.jpg", b"not a photo", "only photos"),
        ("phone.heic", b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        ("film.mp4", b"\0\0\0\x18ftypisom\0\0\0\0", "only photos"),
        ("nothing.jpg", b"", "empty"),
        ("torn.wav", b"RIFF\0\0\0\0WAVEfmt ", "damaged"),
        ("torn.flac", b"fLaC\0\xff\xff\xff", "damaged"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_one_line(
    tmp_path: Path, notebook: Notebook, name: str, data: bytes, why: str
) -> None:
    """And leaves nothing behind."""
    source = tmp_path / name
    source.write_bytes(data)
    with pytest.raises(RefusedFileError, match=why) as refused:
        keep(notebook.folder, source)
    assert "\n" not in str(refused.value)
    assert not list((notebook.folder / "media").glob("*"))


def test_a_folder_and_a_file_that_is_not_there_are_refused(
    tmp_path: Path, notebook: Notebook
) -> None:
    """With what is wrong."""
    with pytest.raises(RefusedFileError, match="no file"):
        keep(notebook.folder, tmp_path)
    with pytest.raises(RefusedFileError, match="No such file"):
        keep(notebook.folder, tmp_path / "x.jpg")


def wave(sound: bytes, *more: tuple[bytes, bytes]) -> bytes:
    """Return a WAV file with further chunks."""
    chunks = [(b"fmt ", struct.pack("<HHIIHH", 1, 1, 8000, 8000, 1, 8)), *more, (b"data", sound)]
    body = b"".join(
        struct.pack("<4sI", kind, len(data)) + data + b"\0" * (len(data) % 2)
        for kind, data in chunks
    )
    return struct.pack("<4sI4s", b"RIFF", 4 + len(body), b"WAVE") + body


SOUND = bytes(range(1, 100)) * 3
FLAC = b"fLaC" + b"\0\0\0\x22" + b"S" * 34


@pytest.mark.parametrize(
    ("name", "data", "kept"),
    [
        ("a.wav", wave(SOUND, (b"LIST", b"INFO" + SECRET), (b"bext", SECRET)), wave(SOUND)),
        ("a.wav", wave(SOUND) + b"id3 \x08\0\0\0" + SECRET, wave(SOUND)),
        (
            "a.flac",
            FLAC + b"\x84\0\0\x08" + SECRET + b"\xff\xf8" + SOUND,
            b"fLaC" + b"\x80\0\0\x22" + b"S" * 34 + b"\xff\xf8" + SOUND,
        ),
        (
            "a.mp3",
            b"ID3\x03\0\0\0\0\0\x08" + SECRET + b"\xff\xfb" + SOUND + b"TAG" + SECRET.ljust(125),
            b"\xff\xfb" + SOUND,
        ),
        ("a.opus", b"OggS" + b"\0" * 24 + b"OpusHead" + SECRET, None),
        ("a.m4a", b"\0\0\0\x18ftypM4A " + SECRET, None),
    ],
)
def test_sound_is_copied_without_its_tags_or_said_to_have_them_still(
    tmp_path: Path, notebook: Notebook, name: str, data: bytes, kept: bytes | None
) -> None:
    """The sound itself is the same to the byte."""
    source = tmp_path / name
    source.write_bytes(data)
    medium = keep(notebook.folder, source)
    there = (notebook.folder / "media" / medium.name).read_bytes()
    assert medium.name.endswith(source.suffix)
    assert there == (data if kept is None else kept)
    assert ("kept as it is" in medium.told) == (kept is None)


class Failing(Files):
    """A disk that fails at one call."""

    def __init__(self, at: str) -> None:
        self.at = at
        self.calls: list[str] = []

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if name == self.at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    @override
    def write(self, fd: int, data: bytes) -> int:
        """Write, or fail."""
        self._call("write")
        return super().write(fd, data)

    @override
    def fsync(self, fd: int) -> None:
        """Sync, or fail."""
        self._call("fsync")
        super().fsync(fd)

    @override
    def replace(self, old: Path, new: Path) -> None:
        """Rename, or fail."""
        self._call("replace")
        super().replace(old, new)

    @override
    def sync_folder(self, folder: Path) -> None:
        """Sync a folder, or fail."""
        self._call(f"folder {folder.name}")
        super().sync_folder(folder)


def test_a_medium_is_on_the_disk_before_it_has_its_name(tmp_path: Path, notebook: Notebook) -> None:
    """Written aside, synced, renamed, its folder synced: in this order."""
    source = tmp_path / "a.wav"
    source.write_bytes(wave(SOUND))
    files = Failing("")
    keep(notebook.folder, source, files=files)
    assert files.calls[0] == "folder study"
    assert files.calls[-3:] == ["fsync", "replace", "folder media"]


@pytest.mark.parametrize("at", ["write", "fsync", "replace"])
def test_a_disk_that_refuses_is_told_and_nothing_is_left_of_it(
    tmp_path: Path, notebook: Notebook, at: str
) -> None:
    """No medium with a name is ever half there."""
    source = tmp_path / "a.wav"
    source.write_bytes(wave(SOUND))
    with pytest.raises(NotSavedError, match="No space left"):
        keep(notebook.folder, source, files=Failing(at))
    assert list((notebook.folder / "media").glob("*")) == []


def test_what_a_crash_left_half_written_goes_at_the_next_attach(
    tmp_path: Path, notebook: Notebook, home: Home
) -> None:
    """Not what another window is writing now."""
    media = notebook.folder / "media"
    media.mkdir()
    old, new = media / ".1-a.new", media / ".2-b.new"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    source = tmp_path / "a.wav"
    source.write_bytes(wave(SOUND))
    assert any("2 half written" in line for line in check(notebook.folder, home).whole)
    keep(notebook.folder, source)
    assert not old.exists()
    assert new.exists()


def kept_sound(tmp_path: Path, notebook: Notebook) -> str:
    """Keep a sound; return its name."""
    source = tmp_path / "a.wav"
    source.write_bytes(wave(SOUND))
    return keep(notebook.folder, source).name


def test_attaching_is_one_change_that_undo_takes_back(tmp_path: Path, notebook: Notebook) -> None:
    """A caption stands beside the words, or as the words of a moment without."""
    name = kept_sound(tmp_path, notebook)
    one = notebook.write("card declined").moment.id
    before = len(list(notebook.log()))
    attach(notebook, [name], to=one, caption="the beep")
    assert len(list(notebook.log())) == before + 1
    held = notebook.moments.want(one)
    assert (held.media, held.text, held.note) == ((name,), "card declined", "the beep")
    notebook.undo()
    assert notebook.moments.want(one).media == ()


def test_who_was_asked_and_did_not_agree_to_sound_is_told_at_the_attaching(
    tmp_path: Path, notebook: Notebook
) -> None:
    """Nobody is told of who was never asked, nor of who agreed."""
    name = kept_sound(tmp_path, notebook)
    yes = Consent(state=ConsentState.GIVEN, scopes=(Scope.AUDIO,))
    usual = Consent(state=ConsentState.GIVEN, scopes=USUAL)
    notebook.consents.record({"P3": usual, "P4": yes})
    notebook.start_session(participants=["P3", "P4", "P5"])
    notebook.write("the till beeps")
    assert attach(notebook, [name]).told == ("P3 did not agree to sound: ask, or undo.",)
    assert notebook.moments.all()[-1].media == (name,)


def test_without_a_moment_it_goes_to_the_last_of_the_session_or_makes_one(
    tmp_path: Path, notebook: Notebook
) -> None:
    """The caption of one of its own is a line like any other."""
    name = kept_sound(tmp_path, notebook)
    made = attach(notebook, [name], caption="the till beeps @pay")
    assert made.made
    assert (made.moment.text, made.moment.touchpoint) == ("the till beeps", "pay")
    notebook.start_session()
    notebook.write("first")
    last = notebook.write("last").moment.id
    done = attach(notebook, [name])
    assert (done.made, done.moment.id) == (False, last)


def test_check_agrees_with_what_attach_wrote(
    tmp_path: Path, notebook: Notebook, home: Home
) -> None:
    """Whole, missing, damaged, and named by nothing."""
    name = kept_sound(tmp_path, notebook)
    attach(notebook, [name])
    report = check(notebook.folder, home, deep=True)
    assert not report.wrong
    assert any("1 named by moments" in line for line in report.whole)
    path = notebook.folder / "media" / name
    path.write_bytes(path.read_bytes() + b"!")
    assert any("not what was attached" in w for w in check(notebook.folder, home, deep=True).wrong)
    path.unlink()
    assert any("is missing" in line for line in check(notebook.folder, home).wrong)
    kept_sound(tmp_path, notebook)
    notebook.undo()
    assert any("no moment names" in line for line in check(notebook.folder, home).whole)
