"""Files made to harm whoever opens them: each kind with what makes one, small or at full size."""

import json
import stat
import struct
import zipfile
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path

Make = Callable[[Path, int], None]
"""Writes a file of a kind; the number says how large: 1 for a quick test, 32 for the real thing."""
QDE = b'<?xml version="1.0"?><Project xmlns="urn:QDA-XML:project:1.0" name="x">%s</Project>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
XML_SUFFIXES = {
    "qde": ("Project", ' xmlns="urn:QDA-XML:project:1.0" name="x"'),
    "qdc": ("CodeBook", ' xmlns="urn:QDA-XML:codebook:1.0"'),
    "eaf": ("ANNOTATION_DOCUMENT", ""),
    "xml": ("data", ' id="fieldkit-x"'),
}
"""Formats that are XML, with their document's name and what it is known by."""


def kinds() -> dict[str, tuple[str, Make]]:
    """Return every kind: its name, what its file is called, and what makes it."""
    found: dict[str, tuple[str, Make]] = {}
    for name, make in ZIPS.items():
        found[f"zip: {name}"] = f"{_slug(name)}.qdpx", make
        if name in WORKBOOKS:
            found[f"workbook: {name}"] = f"{_slug(name)}.xlsx", make
        if name in BUNDLES:
            found[f"bundle: {name}"] = f"{_slug(name)}.fieldkit", make
    found["workbook: a sheet with entities"] = "entities.xlsx", _workbook_with_entities
    for name, text in XMLS.items():
        for suffix, (root, known) in XML_SUFFIXES.items():
            found[f"xml: {name} ({suffix})"] = f"{_slug(name)}.{suffix}", _xml(text, root, known)
        found[f"xml: {name} (in a zip)"] = f"{_slug(name)}.qdpx", _xml_in_zip(text)
    for name, (suffix, data) in TEXTS.items():
        found[f"text: {name}"] = f"{_slug(name)}.{suffix}", _text(data)
    return found


def _slug(name: str) -> str:
    return "".join(char if char.isalnum() else "-" for char in name)


def _zipped(*members: tuple[str | zipfile.ZipInfo, bytes], way: int = zipfile.ZIP_DEFLATED) -> Make:
    def make(path: Path, scale: int) -> None:
        _ = scale
        with zipfile.ZipFile(path, "w", way) as archive:
            for name, data in members:
                archive.writestr(name, data)

    return make


def _odd(name: str, *, mode: int = 0o644, make: int = 3) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("placeholder")
    info.filename = name
    info.create_system = make
    info.external_attr = mode << 16
    return info


def _beside(name: str | zipfile.ZipInfo, data: bytes = b"x") -> Make:
    """Return what writes a whole project with one more member."""
    return _zipped(("project.qde", QDE % b""), (name, data))


def _bomb(path: Path, scale: int) -> None:
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("project.qde", "w", force_zip64=True) as member,
    ):
        for _ in range(8 * scale):
            member.write(bytes(1 << 20))


def _bombs(path: Path, scale: int) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(min(24, scale)):
            with archive.open(f"sources/{number}.txt", "w") as member:
                for _ in range(min(90, 5 * scale)):
                    member.write(bytes(1 << 20))


def _crowd(path: Path, scale: int) -> None:
    _ = scale
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", QDE % b"")
        for number in range(10_001):
            archive.writestr(f"sources/{number}.txt", b"")


def _long_directory(path: Path, scale: int) -> None:
    """Write a zip whose table of contents is long names: it is loaded before any is seen."""
    name = "n" * 60_000
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(150 * max(1, scale // 4)):
            archive.writestr(f"{number}{name}", b"")


def _lying_directory(path: Path, scale: int) -> None:
    _beside("sources/a.txt")(path, scale)
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x05\x06")
    struct.pack_into("<I", data, at + 12, 0x7FFFFFFF)
    path.write_bytes(data)


def _overlapping(path: Path, scale: int) -> None:
    """Write one packed member that many entries of the table of contents share."""
    inner = BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("aaaa.qde", bytes((1 << 20) * 4 * scale))
    data = inner.getvalue()
    end = data.rindex(b"PK\x05\x06")
    start = struct.unpack_from("<I", data, end + 16)[0]
    one = data[start:end]
    entries = b"".join(one.replace(b"aaaa", b"%04d" % n) for n in range(200))
    tail = bytearray(data[end:])
    struct.pack_into("<HHI", tail, 8, 200, 200, len(entries))
    path.write_bytes(data[:start] + entries + tail)


def _understated(path: Path, scale: int) -> None:
    """Write a member that says it is small, and is not."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", bytes((1 << 20) * 2 * scale))
    data = bytearray(path.read_bytes())
    for sign, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(sign) + place, 40)
    path.write_bytes(data)


def _flagged(path: Path, scale: int) -> None:
    _zipped(("project.qde", QDE % b""))(path, scale)
    data = bytearray(path.read_bytes())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + place] |= 1
    path.write_bytes(data)


def _rotten(path: Path, scale: int) -> None:
    _zipped(("project.qde", QDE % (b"<Users/>" * 400)), way=zipfile.ZIP_STORED)(path, scale)
    data = bytearray(path.read_bytes())
    data[200] ^= 0x20
    path.write_bytes(data)


def _cut(path: Path, scale: int) -> None:
    _beside("sources/a.txt", b"x" * 5000)(path, scale)
    path.write_bytes(path.read_bytes()[:-60])


def _text_bomb(path: Path, scale: int) -> None:
    selection = b'<PlainTextSelection guid="%s" startPosition="0" endPosition="1"/>' % (b"1" * 36)
    source = (
        b'<Sources><TextSource guid="2" plainTextPath="internal://b.txt">%s</TextSource></Sources>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", QDE % (source % selection))
        with archive.open("sources/b.txt", "w") as member:
            for _ in range(9 * scale):
                member.write(b"a" * (1 << 20))


def _within_itself(path: Path, scale: int) -> None:
    data = b"PK"
    for _ in range(4 * scale):
        held = BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.zip", data)
        data = held.getvalue()
    path.write_bytes(data)


ZIPS: dict[str, Make] = {
    "a bomb": _bomb,
    "bombs side by side": _bombs,
    "ten thousand and one files": _crowd,
    "a long table of contents": _long_directory,
    "a table of contents that lies": _lying_directory,
    "members that overlap": _overlapping,
    "a member larger than it says": _understated,
    "a text that is a bomb": _text_bomb,
    "zips in zips": _within_itself,
    "a way out": _beside("../evil.txt"),
    "a way out further in": _beside("sources/../../evil.txt"),
    "an absolute path": _beside("/etc/evil.txt"),
    "a drive": _beside(_odd("C:/evil.txt")),
    "a backslash": _beside(_odd("..\\evil.txt")),
    "a share": _beside("//host/share/evil.txt"),
    "a stream": _beside("project.qde:evil"),
    "a device of Windows": _beside("sources/nul.txt"),
    "a name ending in a dot": _beside("sources/a.txt."),
    "a name with a line end": _beside("sources/a\nb.txt"),
    "two names but for case": _beside("PROJECT.qde"),
    "two names but for accents": _zipped(("caf\u00e9.qde", b""), ("cafe\u0301.qde", b"")),
    "a link": _beside(_odd("sources/a.txt", mode=stat.S_IFLNK | 0o777), b"/etc/passwd"),
    "a pipe": _beside(_odd("sources/a.txt", mode=stat.S_IFIFO | 0o644)),
    "a password": _flagged,
    "an odd way of packing": _zipped(("project.qde", QDE % b""), way=zipfile.ZIP_BZIP2),
    "another odd way": _zipped(("project.qde", QDE % b""), way=zipfile.ZIP_LZMA),
    "a byte changed": _rotten,
    "cut off": _cut,
    "nothing in it": _zipped(),
    "two projects": _beside("other.qde", QDE % b""),
    "no project": _zipped(("notes.txt", b"x")),
}


def _workbook_with_entities(path: Path, scale: int) -> None:
    """Write a workbook whose sheet brings an entity that grows."""
    import openpyxl

    held = BytesIO()
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "text"
    workbook.save(held)
    with zipfile.ZipFile(held) as one, zipfile.ZipFile(path, "w") as other:
        for name in one.namelist():
            data = one.read(name)
            if name.endswith("sheet1.xml"):
                entity = f'<!DOCTYPE worksheet [<!ENTITY a "{"x" * 4000 * scale}">]>'
                data = data.replace(b"<worksheet", entity.encode() + b"<worksheet", 1)
            other.writestr(name, data)


WORKBOOKS = frozenset(
    {
        "a bomb",
        "bombs side by side",
        "ten thousand and one files",
        "a long table of contents",
        "a table of contents that lies",
        "members that overlap",
        "a way out",
        "a link",
        "cut off",
        "nothing in it",
        "no project",
    }
)
BUNDLES = frozenset(ZIPS) - {"a long table of contents", "a text that is a bomb"}


def _xml(text: Callable[[str, str, int], bytes], root: str, known: str) -> Make:
    def make(path: Path, scale: int) -> None:
        path.write_bytes(text(root, known, scale))

    return make


def _xml_in_zip(text: Callable[[str, str, int], bytes]) -> Make:
    def make(path: Path, scale: int) -> None:
        data = text(*XML_SUFFIXES["qde"], scale)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("project.qde", data)

    return make


def _doc(prolog: str, within: str) -> Callable[[str, str, int], bytes]:
    def text(root: str, known: str, scale: int) -> bytes:
        _ = scale
        body = f"<{root}{known}>{within}</{root}>"
        return f'<?xml version="1.0"?>{prolog.replace("ROOT", root)}{body}'.encode()

    return text


def _attributes(root: str, known: str, scale: int) -> bytes:
    held = " ".join(f'a{n}="x"' for n in range(1000 * scale))
    return f"<{root}{known} {held}/>".encode()


def _deep(root: str, known: str, scale: int) -> bytes:
    depth = 5000 * scale
    return f"<{root}{known}>{'<a>' * depth}{'</a>' * depth}</{root}>".encode()


def _wide(root: str, known: str, scale: int) -> bytes:
    _ = scale
    return f"<{root}{known}>{'<a/>' * 2_000_001}</{root}>".encode()


def _attributed(root: str, known: str, scale: int) -> bytes:
    _ = scale
    one = '<a b="12345"/>'
    return f"<{root}{known}>{one * 1_000_001}</{root}>".encode()


def _large(root: str, known: str, scale: int) -> bytes:
    _ = scale
    return f"<{root}{known}>{'x' * ((64 << 20) + 1)}</{root}>".encode()


def _utf16(root: str, known: str, scale: int) -> bytes:
    _ = scale
    return f'<!DOCTYPE {root} [<!ENTITY a "b">]><{root}{known}>&a;</{root}>'.encode("utf-16")


def _in_cp500(root: str, known: str, scale: int) -> bytes:
    _ = scale
    return f'<?xml version="1.0" encoding="x-none"?><{root}{known}/>'.encode()


def _latin(root: str, known: str, scale: int) -> bytes:
    _ = scale
    return f"<{root}{known}>caf\u00e9</{root}>".encode("latin-1")


def _nul(root: str, known: str, scale: int) -> bytes:
    _ = scale
    return f"<{root}{known}>\0</{root}>".encode()


def _half(root: str, known: str, scale: int) -> bytes:
    _ = scale
    return f"<{root}{known}><a><b>".encode()


XMLS: dict[str, Callable[[str, str, int], bytes]] = {
    "a billion laughs": _doc(f'<!DOCTYPE ROOT [<!ENTITY l0 "ha">{LAUGHS}]>', "&l29;"),
    "quadratic entities": _doc(f'<!DOCTYPE ROOT [<!ENTITY a "{"x" * 50_000}">]>', "&a;" * 2000),
    "an external entity": _doc('<!DOCTYPE ROOT [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "&a;"),
    "an external document type": _doc('<!DOCTYPE ROOT SYSTEM "http://192.0.2.1/a.dtd">', ""),
    "a parameter entity": _doc(
        '<!DOCTYPE ROOT [<!ENTITY % a SYSTEM "file:///etc/hostname"> %a;]>', ""
    ),
    "a document type in UTF-16": _utf16,
    "elements very deep": _deep,
    "a thousand attributes": _attributes,
    "an encoding nobody knows": _in_cp500,
    "bytes that are not UTF-8": _latin,
    "a character that is none": _nul,
    "half a document": _half,
    "two million and one elements": _wide,
    "a million elements with attributes": _attributed,
    "a text without end": _large,
}
HEAVY = frozenset(
    {
        "two million and one elements",
        "a million elements with attributes",
        "a text without end",
        "ten thousand and one files",
    }
)
"""Kinds that are made at full size or not at all."""


def _text(data: Callable[[int], bytes]) -> Make:
    def make(path: Path, scale: int) -> None:
        path.write_bytes(data(scale))

    return make


def _boris(within: str) -> bytes:
    return f'{{"time_format": "s", "behaviors_conf": {{}}, "observations": {within}}}'.encode()


BORIS_HEAD = b"Observation id\tObservation date\tBehavior\tStart (s)\n"
TEXTS: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "lists very deep": ("boris", lambda n: _boris("[" * (20_000 * n) + "]" * (20_000 * n))),
    "objects very deep": (
        "boris",
        lambda n: _boris('{"a":' * (20_000 * n) + "1" + "}" * (20_000 * n)),
    ),
    "a number without end": ("boris", lambda n: _boris('{"a": ' + "9" * (100_000 * n) + "}")),
    "no number": ("boris", lambda _: _boris('{"a": NaN}')),
    "the same key twice": ("boris", lambda _: _boris('{"a": {}, "a": {}}')),
    "half a project": ("boris", lambda _: _boris("{}")[:-3]),
    "bytes that are no text": ("boris", lambda _: b'{"time_format": "\xff"}'),
    "a project in UTF-32": ("boris", lambda _: b"\xff\xfe\0\0" + _boris("{}")),
    "a project of the wrong shape": ("boris", lambda _: json.dumps({"time_format": []}).encode()),
    "a project larger than any": ("boris", lambda n: _boris('"' + "x" * (n << 21) + '"')),
    "a giant cell": ("tsv", lambda n: BORIS_HEAD + b"o\t\t" + b"x" * (200_000 * n) + b"\t1\n"),
    "a cell that never closes": ("tsv", lambda n: BORIS_HEAD + b'o\t\t"' + b"x\n" * (100_000 * n)),
    "a table in Latin-1": ("tsv", lambda _: BORIS_HEAD + "o\t\tcaf\u00e9\t1\n".encode("latin-1")),
    "a table with zeros": ("tsv", lambda _: BORIS_HEAD + b"o\t\t\0\t1\n"),
    "a table without its columns": ("tsv", lambda _: b"Observation id\tX\no\t1\n"),
    "a giant cell of a phone": (
        "csv",
        lambda n: (
            b"observer,at,layer,text,KEY\nana,," + b"observed," + b"x" * (200_000 * n) + b",1\n"
        ),
    ),
    "an empty project": ("qdpx", lambda _: b""),
    "a project that is a page": ("qdpx", lambda _: b"<html>"),
    "an empty document": ("eaf", lambda _: b" \n"),
}
"""Kinds of text: the suffix, and what makes it."""


def scaled(names: Iterable[str], scale: int) -> list[str]:
    """Return the kinds that are made at this size."""
    return [name for name in names if scale > 1 or not any(heavy in name for heavy in HEAVY)]
