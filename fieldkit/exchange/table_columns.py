"""What the columns of a table of moments mean: said, or guessed from their names and cells."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fieldkit.exchange.batch import Mapped, shorten
from fieldkit.model.errors import UsageError
from fieldkit.model.keys import fold

TEXT_IS = 8
"""Mean length, in code points, from which a column without a known name may be the text."""
ASKED = 200
"""Rows that are looked at for guessing."""
Cells = Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that a column may mean."""

    what: str
    """What it is, for the dictionary."""
    names: frozenset[str] = frozenset()
    """How people head such a column, folded, words apart by one space."""


def _field(what: str, names: str) -> Field:
    return Field(what=what, names=frozenset(name.strip() for name in names.split(",")))


FIELDS: Mapping[str, Field] = {
    "id": _field("the moment's id in the study it comes from", "id, moment, moment id"),
    "text": _field(
        "what happened, or the words that were said",
        "text, note, notes, observation, observations, quote, comment, comments, description,"
        " what happened, response, verbatim, content, transcript, note text, beobachtung, notiz,"
        " notizen, zitat, text der notiz, kommentar, beschreibung, observation terrain, remarque,"
        " commentaire, citation, texte, nota, notas, observacion, observaciones, comentario, cita,"
        " texto, osservazione, osservazioni, commento, testo, citazione, observacao, citacao",
    ),
    "at": _field(
        "when it happened, ISO 8601 with its offset",
        "at, timestamp, date time, datetime, date and time, when, zeitstempel, start, start time,"
        " horodatage, fecha y hora, data e ora, data ora, fecha hora",
    ),
    "date": _field("the day it happened", "date, day, datum, tag, fecha, dia, data, jour, giorno"),
    "time": _field(
        "the time of day it happened", "time, clock, zeit, uhrzeit, hora, ora, heure, hours"
    ),
    "session": _field(
        "the session",
        "session, session id, visit, encounter, interview, sitzung, besuch, sesion, visita,"
        " sessione, seance, visite",
    ),
    "session_title": _field("the session's own name", "session title, session name"),
    "place": _field("where the session was", "place, site, store, location, ort, lieu, lugar"),
    "observer": _field(
        "who wrote it, by handle",
        "observer, researcher, author, note taker, notetaker, logged by, beobachter, observateur,"
        " observador, osservatore, autor, auteur, autore, coder",
    ),
    "participants": _field(
        "the participants' codes, a semicolon between",
        "participants, participant, participant id, respondent, user, customer, person, subject,"
        " who, teilnehmer, teilnehmerin, kunde, kundin, client, usuario, cliente, partecipante,"
        " participante, participante id, utente, utilisateur",
    ),
    "speaker": _field(
        "who speaks or acts: a code, X unnamed, Q the observer's question, A the answer",
        "speaker, said by, sprecher, locuteur, hablante",
    ),
    "layer": _field(
        "what kind of knowledge it is",
        "layer, kind, type, kind of note, note type, art, typ, tipo, genre, categoria di nota",
    ),
    "note": _field("a remark beside the words", "remark, remarks, memo, bemerkung, anmerkung"),
    "touchpoint": _field(
        "where on the journey, by key",
        "touchpoint, touch point, where, step, stage, area, screen, page, task, kontaktpunkt,"
        " schritt, etape, point de contact, punto de contacto, paso, punto di contatto, fase",
    ),
    "codes": _field(
        "the themes, by key, a semicolon between",
        "codes, code, tags, tag, theme, themes, topic, topics, labels, thema, themen, etiquetas,"
        " temas, temi, themes codes, mots cles",
    ),
    "dimension": _field("what it speaks to", "dimension"),
    "count": _field("how often it happened", "count, times, n, anzahl, nombre, veces, volte"),
    "emotions": _field(
        "the feelings: word, intensity 1 to 5, then whose and how known; a semicolon between",
        "emotions, emotion, feeling, feelings, sentiment, mood, gefuhl, emotion gefuhl, gefuhle,"
        " emocion, emociones, emozione, emozioni, sentiments, humeur",
    ),
    "intensity": _field("how strong the feeling is, 1 to 5", "intensity, strength, intensitat"),
    "valence": _field("how pleasant the feeling is, -1 to 1", "valence, valenz, valencia"),
    "arousal": _field("how roused the person is, -1 to 1", "arousal, activation"),
    "media": _field("files in media/, a semicolon between", "media"),
    "starred": _field("whether it is starred: yes or no", "starred, star, highlight"),
    "later": _field("whether it is a question kept for later: yes or no", "later"),
    "jotting": _field("what was put down on the spot, before it was written up", "jotting"),
    "source": _field("the file and line it was imported from", "source"),
}
"""What a column may mean, and the names by which it is guessed; the first that fits wins."""
OURS = frozenset({"kind_of_session", "created", "edited"})
"""Columns that fieldkit writes for people, and makes again itself."""
MANY = frozenset({"note", "codes"})
"""Fields that several columns may give."""


def understood(
    heads: Sequence[str], rows: Iterable[Cells], said: Mapping[str, str]
) -> tuple[dict[int, str], tuple[Mapped, ...]]:
    """Return what each column means, by its place, and the same to be shown.

    Args:
        heads: The columns' names.
        rows: The first rows.
        said: What was said they mean: field to column; several columns with ``+`` between.

    Raises:
        UsageError: There is no such column or field; the message lists those there are.
    """
    means = _said(heads, said)
    given = frozenset(means)
    sample = [row for row, _ in zip(rows, range(ASKED), strict=False)]
    for place, head in enumerate(heads):
        field = named(head)
        if place not in means and field:
            field = "note" if field == "text" and "text" in means.values() else field
            if field in MANY or field not in means.values():
                means[place] = field
    if "text" not in means.values() and (text := _text(heads, sample, means, given)) is not None:
        means[text] = "text"
    shown = tuple(
        Mapped(
            part=head,
            means=means.get(place, ""),
            how="as said" if place in given else "guessed" if place in means else "",
            example=shorten(next((row[place] for row in sample if _at(row, place)), "")),
        )
        for place, head in enumerate(heads)
    )
    return means, shown


def _said(heads: Sequence[str], said: Mapping[str, str]) -> dict[int, str]:
    places = {fold(head.strip()): place for place, head in reversed([*enumerate(heads)])}
    means: dict[int, str] = {}
    for field, columns in said.items():
        if field not in FIELDS:
            message = f"A column cannot mean {field!r}; it can: {', '.join(FIELDS)}."
            raise UsageError(message)
        whole = fold(columns.strip())
        for column in (columns,) if whole in places else columns.split("+"):
            place = places.get(fold(column.strip()))
            if place is None:
                names = ", ".join(head for head in heads if head)
                message = f"There is no column {column.strip()!r}; there are: {shorten(names)}."
                raise UsageError(message)
            means[place] = field
    return means


def named(head: str) -> str | None:
    """Return the field that a column's name says it is."""
    bare = "".join(c for c in unicodedata.normalize("NFD", head) if not unicodedata.combining(c))
    plain = re.sub(r"[\W_]+", " ", fold(bare)).strip()
    if re.sub(r"\W+", "_", fold(head.strip())) in FIELDS:
        return re.sub(r"\W+", "_", fold(head.strip()))
    bare = re.sub(r"\s*\(.*", "", fold(bare)).strip()
    for field, known in FIELDS.items():
        if plain in known.names or bare in known.names:
            return field
    return None


def _text(
    heads: Sequence[str],
    sample: Sequence[Cells],
    means: Mapping[int, str],
    given: frozenset[int],
) -> int | None:
    """Return the column that is the text where none is called so: a note, or the longest cells."""
    for place, field in means.items():
        if field == "note" and place not in given:
            return place
    lengths = {
        place: sum(len(_at(row, place)) for row in sample) / max(len(sample), 1)
        for place in range(len(heads))
        if place not in means
    }
    best = max(lengths, key=lambda place: lengths[place], default=None)
    return best if best is not None and lengths[best] >= TEXT_IS else None


def _at(row: Cells, place: int) -> str:
    return row[place] if place < len(row) else ""
