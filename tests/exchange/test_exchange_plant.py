"""The demo study is planted whole, and says nothing of the machine it was planted on."""

from pathlib import Path

from fieldkit.analysis.evidence import Strength
from fieldkit.analysis.sighting import read
from fieldkit.analysis.standing import standings
from fieldkit.exchange.plant import plant
from fieldkit.model.keys import as_handle
from fieldkit.model.observer import Observer
from fieldkit.store.home import Home


def test_the_demo_is_planted_whole(tmp_path: Path, home: Home) -> None:
    """Six participants, eight sessions by three observers, and claims with evidence."""
    book = plant(tmp_path / "demo", home, Observer(handle=as_handle("me")), "hardware-store")
    case = book.casebook()
    assert (len(case.participants), len(case.sessions)) == (6, 8)
    assert {moment.observer for moment in case.moments} == {"ana", "leo", "mira"}
    assert len(case.moments) >= 150
    assert all(insight.supporting for insight in case.insights)
    assert any(insight.contradicting for insight in case.insights)


def test_one_claim_of_the_demo_is_to_be_read_again_and_every_one_is_well_evidenced(
    tmp_path: Path, home: Home
) -> None:
    """It shows what a withdrawal does; that most claims are in doubt, it does not."""
    book = plant(tmp_path / "demo", home, Observer(handle=as_handle("me")), "hardware-store")
    found = standings(read(book.casebook()))
    assert [len(one.stale) for one in found] == [1, 0, 0, 0]
    assert {one.weight.strength for one in found} == {Strength.STRONG}


def test_the_demo_does_not_tell_where_fieldkit_is_installed(tmp_path: Path, home: Home) -> None:
    """Sources are file names alone."""
    plant(tmp_path / "demo", home, Observer(handle=as_handle("me")), "hardware-store")
    logs = [
        path.read_text(encoding="utf-8") for path in (tmp_path / "demo" / "log").glob("*.jsonl")
    ]
    assert logs
    assert not any("templates" in text or "hardware-store/" in text for text in logs)
