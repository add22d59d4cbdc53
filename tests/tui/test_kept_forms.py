"""Forms half filled in: taken over from windows that are gone, with or without a line beside."""

from datetime import UTC, datetime
from pathlib import Path

from fieldkit.store.drafts import Drafts, left_behind
from fieldkit.tui.kept_forms import KeptForms

NOON = datetime(2026, 5, 11, 12, tzinfo=UTC)


def test_a_form_is_taken_over_once_and_the_line_beside_it_stays(tmp_path: Path) -> None:
    """The file holds both: the form is withdrawn there, and stands in this window's."""
    gone = Drafts(tmp_path, "d1")
    gone.keep(gone.new_id(), NOON, "half a line")
    KeptForms(gone, lambda: NOON).keep("start", {"place": "Store 9"})
    gone.close(forget=False)
    left = left_behind(tmp_path, ())
    here = Drafts(tmp_path, "d2")
    forms = KeptForms(here, lambda: NOON)
    lines = [draft for draft in left if draft.form is None]
    found = forms.take([draft for draft in left if draft.form], lines)
    assert found == {"start": {"place": "Store 9"}}
    assert [draft.text for draft in left_behind(tmp_path, ())] == ["half a line"]
    here.close(forget=False)
    assert [draft.form for draft in left_behind(tmp_path, ())] == [None, "start"]


def test_a_form_that_was_sent_is_not_brought_back_and_one_never_typed_in_leaves_nothing(
    tmp_path: Path,
) -> None:
    """Nor is one whose text is no form."""
    drafts = Drafts(tmp_path, "d1")
    forms = KeptForms(drafts, lambda: NOON)
    forms.keep("finish ana-s1", None)
    assert not drafts.path.exists()
    forms.keep("start", {"place": "Store 9"})
    forms.keep("start", None)
    drafts.keep("x", NOON, "[1]", form="start")
    drafts.close(forget=False)
    left = left_behind(tmp_path, ())
    assert [draft.text for draft in left] == ["[1]"]
    assert KeptForms(Drafts(tmp_path, "d2"), lambda: NOON).take(left, []) == {}
