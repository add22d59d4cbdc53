"""Evidence that opens above the text: a note in the appendix is also its own pop-out.

Each note under the heading Evidence becomes a section with HTML's ``popover`` attribute. It stands
in its place, is printed and is found like any text; a button where it is cited opens the same
section above the page, by mouse or by key, Escape closes it, and nothing runs. Where a reader knows
no pop-outs, and on paper, the plain link to it stands instead of the button.
"""

from collections.abc import Collection, Iterator, Mapping

from markdown_it.token import Token

APPENDIX = "evidence"
"""Anchor of the heading below which each heading of the third level is a note."""


def noted(
    tokens: list[Token], about: Mapping[str, Mapping[str, str]]
) -> tuple[list[Token], frozenset[str]]:
    """Return a document with its notes as sections, and their anchors.

    Args:
        tokens: The document, its headings with their anchors.
        about: What a note can be filtered by, by its anchor and by name.
    """
    shaped: list[Token] = []
    anchors: list[str] = []
    inside, is_open = False, False
    for token in tokens:
        if token.type == "heading_open" and token.tag in {"h1", "h2", "h3"}:
            if is_open:
                shaped += _closed(anchors[-1])
                is_open = False
            anchor = str(token.attrGet("id"))
            inside = anchor == APPENDIX if token.tag != "h3" else inside
            if inside and token.tag == "h3":
                anchors.append(anchor)
                shaped.append(_opened(anchor, about.get(anchor, {})))
                token.attrs.pop("id")
                is_open = True
        shaped.append(token)
    if is_open:
        shaped += _closed(anchors[-1])
    return shaped, frozenset(anchors)


def cited(tokens: list[Token], notes: Collection[str], elsewhere: Mapping[str, str]) -> None:
    """Put a button beside each link to a note of this page; lead other links to their page."""
    for token in tokens:
        if token.children:
            token.children = list(_linked(token.children, notes, elsewhere))


def carded(tokens: list[Token]) -> list[Token]:
    """Return a document with each part below a second heading as a card; the appendix is none."""
    shaped: list[Token] = []
    is_open = False
    for token in tokens:
        if token.type == "heading_open" and token.tag == "h2":
            if is_open:
                shaped.append(Token("card_close", "section", -1, block=True))
            is_open = token.attrGet("id") != APPENDIX
            if is_open:
                card = Token("card_open", "section", 1, block=True)
                card.attrSet("class", "card")
                shaped.append(card)
        shaped.append(token)
    if is_open:
        shaped.append(Token("card_close", "section", -1, block=True))
    return shaped


def _opened(anchor: str, about: Mapping[str, str]) -> Token:
    section = Token("note_open", "section", 1, block=True)
    section.attrs = {"class": "note", "id": anchor, "popover": "", "tabindex": "-1"}
    section.attrs.update({f"data-{name}": value for name, value in about.items()})
    return section


def _closed(anchor: str) -> list[Token]:
    close = Token("pop", "button", 0, content="Close", block=True)
    close.attrs = {"class": "close", "popovertarget": anchor, "popovertargetaction": "hide"}
    return [close, Token("note_close", "section", -1, block=True)]


def _linked(
    children: list[Token], notes: Collection[str], elsewhere: Mapping[str, str]
) -> Iterator[Token]:
    anchor, words = "", ""
    for child in children:
        if child.type == "link_open":
            href = str(child.attrGet("href"))
            anchor, words = href[1:] if href.startswith("#") else "", ""
            if anchor in notes:
                child.attrSet("class", "jump")
            elif anchor in elsewhere:
                child.attrSet("href", f"{elsewhere[anchor]}#{anchor}")
        elif child.type == "text":
            words += child.content
        yield child
        if child.type == "link_close" and anchor in notes:
            button = Token("pop", "button", 0, content=words)
            button.attrs = {"class": "pop", "popovertarget": anchor}
            yield button
