"""One cohort's quarter, played and judged; in a process of its own, so that two cores share the
work. Progress goes to standard output a line a day, the verdict in the last line.

    python -m cli.demo.dunning.district SEED COUNT START
"""

import json
import os
import sys
import time
from dataclasses import asdict
from datetime import datetime
from random import Random
from typing import Any

from cli.demo.dunning.figures import Figures
from cli.demo.dunning.judging import Heard, Recorder
from cli.demo.dunning.lives import drawn
from cli.demo.dunning.quarter import Quarter
from cli.demo.dunning.town import ACCOUNTS, Town
from cli.demo.quiet import Advance
from cli.rehearsal.mischief import Mischief
from sandbox.highlevel.control import truth


def played(seed: int, count: int, start: datetime, tell: Advance) -> tuple[Figures, list[str]]:
    """Play and judge it; answers what must not be, a sentence each."""
    began, town = time.process_time(), Town(seed, start)
    dice = Random(seed)  # noqa: S311 - to be repeated, not to be secret
    quarter = Quarter(town, list(drawn(dice, count, start)), Mischief(seed), tell)
    quarter.play()
    recorder = _recorder(quarter)
    figures = recorder.judge(ACCOUNTS)
    river, mischief = quarter.river, quarter.mischief
    figures.dead_letters = len(river.dead)
    figures.workers_killed = mischief.deaths
    figures.stumbles = mischief.struck.total()
    figures.webhooks_lost = river.lost
    figures.questions = len(river.reviews.kept)
    figures.crm_down_hours = 24
    figures.cpu_seconds = round(time.process_time() - began, 1)
    return figures, recorder.wrong


def _recorder(quarter: Quarter) -> Recorder:
    town = quarter.town
    world = town.highlevel.world
    contacts: dict[str, list[dict[str, Any]]] = {}
    for one in truth.people(world):
        contacts.setdefault(one["email"], []).append(one)
    emails = {one["id"]: email for email, each in contacts.items() for one in each}
    heard = [
        Heard(one.to[0], one.at, "email", f"{one.subject}\n{one.text}")
        for one in town.mailbox.state.letters.values()
    ]
    heard += [
        Heard(emails[one.contact], one.at, one.kind, one.text or one.html)
        for one in world.state.messages.values()
        if one.status == "delivered"
    ]
    asked = quarter.river.reviews.kept.values()
    on_desk = frozenset(each.subject.rpartition("/")[2] for each in asked)
    lives = {one.life.email: one.life for one in quarter.customers.values()}
    return Recorder(town, lives, heard, dict(contacts), on_desk)


def main(words: list[str]) -> None:
    """Tell how far it is, and what came of it."""
    os.nice(10)  # who waits for the stack to start goes first
    seed, count, start = int(words[0]), int(words[1]), datetime.fromisoformat(words[2])

    def tell(what: str, done: int, total: int) -> None:
        print(json.dumps([what, done, total]), flush=True)

    figures, wrong = played(seed, count, start, tell)
    print(json.dumps({"figures": asdict(figures), "wrong": wrong}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
