"""Photos in a digest: shown beside their moment, or held back with what nobody agreed to."""

import re
from dataclasses import replace

from casebooks import desk

from fieldkit.digest.compile import compile_digest
from fieldkit.digest.page import page
from fieldkit.digest.photos import Photo
from fieldkit.model.people import Consent, ConsentState, Scope
from fieldkit.model.study import Casebook

NAME = f"{'ab' * 32}.jpg"
HELD = "Photos or sound held back: no consent to that."


def with_photo(*scopes: Scope) -> Casebook:
    """Return the desk with a photo at every moment, all participants agreeing to these scopes."""
    book = desk()
    consent = Consent(state=ConsentState.GIVEN, scopes=scopes) if scopes else Consent()
    return replace(
        book,
        moments=tuple(replace(m, media=(NAME,)) for m in book.moments),
        participants=tuple(replace(p, consent=consent) for p in book.participants),
        staff=tuple(replace(p, consent=consent) for p in book.staff),
    )


def test_a_photo_stands_beside_its_moment_with_its_words() -> None:
    """By its path from where the digest stands."""
    found = compile_digest(with_photo(Scope.QUOTE, Scope.PHOTO), "topline", media="../my media")
    assert f"](../my%20media/{NAME})" in found
    assert HELD not in found


def test_a_photo_of_someone_who_did_not_agree_to_photos_is_held_back() -> None:
    """Nobody's, where everybody agreed to quotes alone; the words that are held are in no alt."""
    quotes = compile_digest(with_photo(Scope.QUOTE), "topline")
    assert HELD in quotes
    evidence = quotes.partition("## Evidence")[2]
    coded = [part for part in evidence.split("\n### ") if re.search(r"· [PS]\d", part)]
    assert coded
    assert all(HELD in part and "![" not in part for part in coded)
    silent = compile_digest(with_photo(Scope.PHOTO), "topline")
    spoken = [m.text for m in desk().moments if m.layer == "verbatim" and m.participants]
    assert spoken
    assert not [text for text in spoken if text and text in silent]


def test_a_page_holds_the_photos_it_is_given_and_loads_no_other() -> None:
    """An image of any other address stands as its words."""
    photo = Photo("data:image/jpeg;base64,AAAA", 4, 3)
    made = page(
        f'# T\n\n![a "b"](media/{NAME})\n\n![c](https://x.org/{NAME})', photos={NAME: photo}
    )
    assert '<img src="data:image/jpeg;base64,AAAA" alt="a &quot;b&quot;" width="4"' in made
    assert made.count("<img") == 2
    assert "x.org" not in made
    bare = page(f"![a](media/{NAME}) ![c](//x.org/media/{NAME})")
    assert "<img" not in bare
    assert "img-src" not in bare
