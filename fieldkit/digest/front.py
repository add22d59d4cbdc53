"""Front matter: what a document says of itself, in plain pairs before its text."""

import json
import re

FRONT = re.compile(r"\A---\n(?P<content>.*?)^---\n", re.DOTALL | re.MULTILINE)
FACT = re.compile(r"(?P<name>[\w-]+):(?: (?P<value>.*))?\Z")


def split(text: str) -> tuple[str, str]:
    """Return a document's front matter, without its marks, and the rest."""
    found = FRONT.match(text)
    return (found["content"], text[found.end() :]) if found else ("", text)


def facts(content: str) -> list[tuple[str, str]]:
    """Return the pairs; a line that is no plain pair belongs to the one before it."""
    found: list[tuple[str, str]] = []
    for line in content.splitlines():
        pair = FACT.match(line)
        if pair:
            found.append((pair["name"], _scalar(pair["value"] or "")))
        elif found:
            name, value = found.pop()
            found.append((name, f"{value} {line.strip()}".strip()))
    return found


def merged(ours: str, theirs: str) -> str:
    """Return our pairs, then those that someone added by hand, as they wrote them."""
    names = {name for name, _ in facts(ours)}
    kept, keeping = [], False
    for line in theirs.splitlines():
        if pair := FACT.match(line):
            keeping = pair["name"] not in names
        if keeping:
            kept.append(line)
    return "".join(f"{line}\n" for line in (*ours.splitlines(), *kept))


def _scalar(value: str) -> str:
    if not value.startswith('"'):
        return value
    try:
        return str(json.loads(value))
    except ValueError:
        return value
