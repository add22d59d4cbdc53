"""REFI-QDA codebooks (``.qdc``), in and out: a study's words without its notes."""

from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from fieldkit import __version__
from fieldkit.exchange.batch import Batch, Progress
from fieldkit.exchange.qda_codes import CodeTree, add_codes, code_tree, resolved
from fieldkit.exchange.xml_tree import child, tree_in
from fieldkit.exchange.zones import zone_named
from fieldkit.model.errors import RefusedFileError, UsageError
from fieldkit.model.study import Casebook
from fieldkit.model.words import Words

SPACE = "urn:QDA-XML:codebook:1.0"


def sniff(head: str) -> bool:
    """Tell whether text begins as a codebook does."""
    return "<CodeBook" in head and "QDA-XML:codebook" in head


def read(path: Path, *, words: Words, zone: str, progress: Progress | None = None) -> Batch:
    """Read a codebook of any program: codes, and where fieldkit wrote it, touchpoints too.

    Raises:
        RefusedFileError: It is no codebook.
        InvalidValueError: There is no such zone.
    """
    zone_named(zone)  # no time stands in it, but what is asked wrongly is said
    root = tree_in(path)
    if root.tag != "CodeBook":
        message = f"{path} is no REFI-QDA codebook: its document is a {root.tag[:40]}."
        raise RefusedFileError(message)
    tree = CodeTree().fill(child(root, "Codes"))
    told = [f"It tells of {len(tree.codes)} codes and {len(tree.touchpoints)} touchpoints."]
    if tree.colours_lost:
        told.append(f"{tree.colours_lost} codes had colours that fieldkit has not.")
    if child(root, "Sets") is not None:
        told.append("Its sets of codes have no place here.")
    if progress:
        progress(1, 1)
    return Batch(
        told=tuple(told),
        touchpoints=tuple(t for key, t in tree.touchpoints.items() if key not in words.touchpoints),
        codes=tuple(code for key, code in tree.codes.items() if key not in words.codes),
        phases=tuple(tree.phases.values()),
        codebook=True,
    )


def write(
    book: Casebook, path: Path, *, media: Path, progress: Progress | None = None
) -> tuple[str, ...]:
    """Write a study's words as a codebook; returns what does not survive in it.

    Raises:
        UsageError: The study has no words yet: a codebook without codes is none.
    """
    book = resolved(book)
    tree = code_tree(book)
    if not tree:
        message = "The study has no codes, touchpoints or feelings yet; there is no codebook."
        raise UsageError(message)
    root = Element("CodeBook", xmlns=SPACE, origin=f"fieldkit {__version__}")
    add_codes(SubElement(root, "Codes"), tree)
    path.write_bytes(tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")
    if progress:
        progress(1, 1)
    _ = media
    examples = sum(bool(code.examples) for code in book.codes)
    return (f"{examples} codes' examples are not in it.",) if examples else ()
