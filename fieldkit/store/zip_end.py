"""The end of a zip: what it says of its table of contents, the one part that is loaded unseen."""

import struct
from typing import IO

END = b"PK\x05\x06"
END_64 = b"PK\x06\x06"
BEFORE_END = 76
"""Bytes that the records of a large zip take before the end record (APPNOTE 4.3.14, 4.3.15)."""
LONGEST_END = 22 + 65535
"""Bytes of a zip's end record and the comment behind it (APPNOTE 4.3.16)."""


def directory_size(file: IO[bytes]) -> int:
    """Return how large a zip says its table of contents is; 0 where it says nothing."""
    size = file.seek(0, 2)
    file.seek(max(0, size - LONGEST_END - BEFORE_END))
    tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) < at + 22:
        return 0
    told = int(struct.unpack_from("<I", tail, at + 12)[0])
    large = at - BEFORE_END
    if large >= 0 and tail.startswith(END_64, large):  # whatever the other says: it is believed
        told = max(told, int(struct.unpack_from("<Q", tail, large + 40)[0]))
    return told
