"""The forms around a session: consent, drafts of forms, the debrief, prompts, looks round."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from stage import ANA, Stage, staged
from test_encounter import leave_behind, rename_to_a_dead_process, sessions

from fieldkit.model.keys import SessionId
from fieldkit.model.people import Consent, ConsentState, Scope
from fieldkit.model.session import Session
from fieldkit.model.shipped import protocol
from fieldkit.store.drafts import left_behind
from fieldkit.store.notebook import Notebook
from fieldkit.tui.view import View
from fieldkit.tui.widgets.guide import minutes_between, missing, rounds

AT = datetime(2026, 5, 11, 12, 0, tzinfo=UTC)


def consent(stage: Stage, code: str) -> Consent:
    """Return what someone agreed to, read afresh."""
    return Notebook(stage.folder, stage.home, ANA, clock=stage.clock).consents.of(code)


async def begin(stage: Stage, people: str) -> None:
    """Fill in the people, and press Enter."""
    await stage.until("A new session")
    await stage.press("tab", "tab")
    await stage.type(people)
    await stage.press("enter")


async def test_consent_is_asked_before_the_session_and_answered_by_one_key_each(
    tmp_path: Path,
) -> None:
    """A digit changes what a yes covers; who says no is left out, and their line comes back."""
    async with staged(tmp_path, session=False) as stage:
        await begin(stage, "P3 P4 P5")
        await stage.until("Does P3 agree?   1 of 3")
        assert sessions(stage) == []
        await stage.press("7", "h", "y")
        await stage.until("Does P4 agree?")
        await stage.press("n")
        await stage.until("Does P5 agree?")
        await stage.press("l")
        [session] = sessions(stage)
        assert session.participants == ("P3", "P5")
        given = consent(stage, "P3")
        assert (given.allows(Scope.PUBLISH), given.how) == (True, "written")
        assert consent(stage, "P4").state is ConsentState.DECLINED
        assert not consent(stage, "P5").recorded
        await stage.type("P4: hello")
        await stage.press("enter")
        await stage.until("P4 said no: not kept.")
        assert stage.moments == []
        assert stage.app.capture.line.value == "P4: hello"


async def test_keys_that_come_all_at_once_stand_in_the_fields_they_were_typed_for(
    tmp_path: Path,
) -> None:
    """As over a slow line: Tab is taken before the letters behind it; last time's are replaced."""
    async with staged(tmp_path, session=False) as stage:
        for place in ("Main entrance", "Back door"):
            await stage.until("A new session")
            await stage.type(f"\t{place}\tS1")
            await stage.press("enter")
            session = sessions(stage)[-1]
            assert (session.place, session.participants) == (place, ("S1",))
            await stage.type(":finish")
            await stage.press("enter", "ctrl+s")
            await stage.type(":start")
            await stage.press("enter")


async def test_going_back_from_consent_keeps_the_form_and_a_given_yes_is_not_asked_again(
    tmp_path: Path,
) -> None:
    """Esc goes back; next time one Enter starts."""
    async with staged(tmp_path, session=False) as stage:
        await begin(stage, "P3")
        await stage.press("escape")
        await stage.until("A new session, as you left it")
        await stage.press("enter", "y")
        assert len(sessions(stage)) == 1
        await stage.app.run_action("finish", stage.app.capture)
        await stage.until("Finish ana-s1")
        await stage.press("ctrl+s")
        await stage.app.run_action("start", stage.app.capture)
        await stage.until("A new session")
        assert "as you left it" not in stage.text
        await stage.press("enter")
        assert [session.open for session in sessions(stage)] == [False, True]


async def test_half_typed_forms_come_back_after_a_crash(tmp_path: Path) -> None:
    """The start form's fields; and once sent, they are gone."""
    async with staged(tmp_path, session=False) as stage:
        await stage.until("A new session")
        await stage.press("tab")
        await stage.type("Store 9")
        logs = stage.folder / "log"
    rename_to_a_dead_process(logs)
    async with staged(tmp_path, make=False) as stage:
        await stage.until("as you left it")
        assert "Store 9" in stage.text
        await stage.press("enter")
        assert sessions(stage)[0].place == "Store 9"
        await stage.app.run_action("finish", stage.app.capture)
        await stage.until("1 of 7")
        await stage.type("The door.")
    rename_to_a_dead_process(logs)
    async with staged(tmp_path, make=False) as stage:
        assert "as you left it" not in stage.text
        await stage.app.run_action("finish", stage.app.capture)
        await stage.until("2 of 7")
        await stage.press("up")
        await stage.until("The door.")
        await stage.press("ctrl+s")
        assert sessions(stage)[0].debrief == "What stays with you, one hour later? The door."
    rename_to_a_dead_process(logs)
    assert not list(logs.glob("*.draft.*"))


async def test_the_finish_tells_whose_consent_is_missing_and_asks_with_one_key(
    tmp_path: Path,
) -> None:
    """Ctrl+G, then y; and it is told no more."""
    async with staged(tmp_path, lines=["one"]) as stage:
        await stage.app.run_action("finish", stage.app.capture)
        await stage.until("Consent not recorded for P3: internal only.")
        await stage.press("ctrl+g")
        await stage.until("Does P3 agree?")
        await stage.press("y")
        await stage.until("Finish ana-s1")
        assert "internal only" not in stage.text
        assert consent(stage, "P3").allows(Scope.QUOTE)


async def test_what_waits_from_before_is_told_at_the_start_and_written_up_with_its_jotting(
    tmp_path: Path,
) -> None:
    """Of every session, oldest first."""
    async with staged(tmp_path, lines=["door sticks… @arrive"]) as stage:
        await stage.app.run_action("finish", stage.app.capture)
        await stage.until("Finish ana-s1")
        await stage.press("ctrl+s")
        later = stage.clock.at + timedelta(hours=30)
    async with staged(tmp_path, make=False, at=later) as stage:
        await stage.until("A new session")
        await stage.press("escape")
        await stage.until("1 wants writing up, the oldest for 30 h")
        await stage.app.run_action("write_up", stage.app.capture)
        await stage.until("a jotting")
        await stage.type(" at the top")
        await stage.press("enter")
        [moment] = stage.moments
        assert (moment.text, moment.jotting) == ("door sticks… at the top", "door sticks…")


async def test_prompts_come_one_at_a_time_and_a_look_round_takes_no_key(tmp_path: Path) -> None:
    """What is being typed stays; F8 begins a line with #scan once the line is empty."""
    async with staged(tmp_path, session=False) as stage:
        await stage.until("A new session")
        await stage.press("tab", "tab", "tab", "tab", "tab", "tab")
        await stage.type("10")
        await stage.press("enter")
        assert sessions(stage)[0].every == 10
        await stage.press("f5")
        assert "F5 1 of 6  What happens, in the order" in stage.text
        stage.app.capture.guide.tick(stage.clock())
        await stage.type("half")
        stage.clock.go(601)
        stage.app.capture.guide.tick(stage.clock())
        await stage.until("F8 12:11  What is going on")
        await stage.press("f8")
        await stage.until("first finish what stands in the line")
        await stage.press("enter", "f8")
        await stage.type("two wait")
        await stage.press("enter")
        assert "What is going on" not in stage.text
        assert [(m.text, m.codes) for m in stage.moments] == [("half", ()), ("two wait", ("scan",))]


async def test_on_a_tall_screen_what_has_nothing_yet_is_shown(tmp_path: Path) -> None:
    """And less of it with each note."""
    async with staged(tmp_path, lines=["one @pay"], size=(120, 40)) as stage:
        await stage.until("nothing yet  @arrive @browse @choose @queue @leave")
        await stage.type("two @queue")
        await stage.press("enter")
        await stage.until("nothing yet  @arrive @browse @choose @leave")
        await stage.app.run_action("coverage", stage.app.capture)
        await stage.until("What ana-s1 covers")


def test_a_sessions_own_interval_stands_before_the_protocols() -> None:
    """0 is never; without a start nothing is due."""
    guide = replace(protocol("aeiou"), every=15)
    session = Session(id=SessionId("ana-s1"), every=0)
    assert minutes_between(View(guide=guide, session=session)) == 0
    assert minutes_between(View(guide=guide, session=replace(session, every=None))) == 15
    assert rounds(session, 10, AT) == 0
    assert rounds(replace(session, start=AT), 10, AT + timedelta(minutes=29)) == 2
    assert ":objects" in "".join(text for text, _ in missing(View(guide=guide)))


async def test_a_line_left_behind_about_someone_who_said_no_is_refused_and_not_lost(
    tmp_path: Path,
) -> None:
    """It is told, and offered again at the next start."""
    async with staged(tmp_path, lines=["one"]) as stage:
        notebook = Notebook(stage.folder, stage.home, ANA, clock=stage.clock)
        notebook.consents.record({"P4": Consent().then(ConsentState.DECLINED, at=AT)})
        notebook.settle()
        leave_behind(stage.folder, began_minutes=0, text="P4: waits")
    async with staged(tmp_path, make=False) as stage:
        await stage.until("Kept from before")
        await stage.press("enter")
        await stage.until("P4 said no: not kept.")
        assert [moment.text for moment in stage.moments] == ["one"]
        assert len(left_behind(stage.folder / "log", ())) == 1
