"""What things are called in fieldkit's form for phones, and in what the phones send."""

import re
from hashlib import sha256

from fieldkit.model.keys import fold

NAME = re.compile(r"[A-Za-z_][\w.-]*\Z", re.ASCII)
"""What a choice may be called (XLSForm; no blank, since several stand in one value)."""
FORM = "fieldkit"
"""How the form's id begins."""


def choice_name(key: str) -> str:
    """Return what a key is called among the choices: itself, where a form allows that."""
    name = key.replace("/", "..")
    if NAME.match(name):
        return name
    return f"k_{sha256(fold(key).encode('utf-8', 'backslashreplace')).hexdigest()[:10]}"
