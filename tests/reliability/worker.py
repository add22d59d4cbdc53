"""Processes that write to a study, run as scripts by the tests: they say what is on the disk."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import mutants
import trial
from tinydb import where

from fieldkit.store.entry import Op
from fieldkit.store.head import Head
from fieldkit.store.home import Home
from fieldkit.store.journal import Journal, OwnLog
from fieldkit.store.storage import FieldStorage
from fieldkit.store.table import FieldDB


def say(*what: object) -> None:
    """Acknowledge: whatever is said has been done."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def churn(folder: Path, seed: int) -> None:
    """Write at random, through the tables and beneath them, and snapshot now and then.

    Before each change its number is announced; after it the number it has replaced is said.
    """
    rng = trial.dice(seed)
    ledger = trial.open_study(folder)
    say("open", trial.picture(ledger.state))
    db = FieldDB(storage=lambda: FieldStorage(ledger, "ana"))
    for number in range(100_000):
        kind = rng.choice(["act", "act", "act", "insert", "update", "remove", "settle"])
        if kind == "act":
            trial.act(ledger, rng, most=rng.choice([2, 2, 230]))
        elif kind == "insert":
            db.table("kinds").insert_multiple([{"n": number}, {"n": -number}])
        elif kind == "update":
            db.table("kinds").update({"seen": number}, where("n") > number - 5)
        elif kind == "remove":
            db.table("kinds").remove(where("n") < number - 9)
        else:
            ledger.settle(whatever_size=True)
            own = ledger.journal.own_position("ana")
            if own is not None:
                ledger.save_head(own.dev)
        say("done", trial.picture(ledger.state))


def insert(folder: Path, count: int, name: str) -> None:
    """Insert so many documents, one by one."""
    db = FieldDB(storage=lambda: FieldStorage(trial.open_study(folder), name))
    table = db.table("inserts")
    for number in range(count):
        say(table.insert({"by": name, "n": number}))


def note(folder: Path, count: int, name: str) -> None:
    """Write so many notes as the pen does: no documents in memory, numbers from the head."""
    journal = Journal(folder, Home(folder.parent / "home"))
    journal.begin("trial")
    head = Head()
    journal.followers = [head.apply]
    journal.catch_up()
    for number in range(count):
        made: list[str] = []

        def make(own: OwnLog, number: int = number, made: list[str] = made) -> Iterator[Op]:
            made[:] = [head.next_id("moments", own.mark)]
            yield {"table": "moments", "id": made[0], "set": {"text": f"{name} {number}"}}

        journal.commit("ana", make)
        say(made[0])


if __name__ == "__main__":
    mutants.apply_named(os.environ.get(mutants.VARIABLE))
    what, where_, number_, *rest = sys.argv[1:]
    if what == "churn":
        churn(Path(where_), int(number_))
    else:
        {"insert": insert, "note": note}[what](Path(where_), int(number_), rest[0])
