"""How many months of members' lives hold, and what of them does not.

    PYTHONPATH=shared .venv/bin/python -m bench.access [--seeds 20] [--members 95] [--days 182]

Members live in two sites of a local Kajabi and three accounts of a local Stripe: they begin to pay,
change, leave by every channel, move to another account, while hooks are lost, doubled, late and
forged, workers die, and Kajabi is away for a day. A book of truth that knows nothing of the product
judges each seed (tests/simulation/access/truth.py). What it finds is printed, with the seed.
"""

import argparse
import logging
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO

from bench.moving.crew import machine
from tests.simulation.access.playing import Play


@dataclass(frozen=True)
class Seen:
    """One seed's figures."""

    seed: int
    member_months: float
    subscriptions: int
    leaves: Counter[str]
    messages: int
    deaths: int
    doubts: int
    access_judged: int
    broken: tuple[str, ...]
    cpu: float


def main(words: list[str] | None = None) -> int:
    """Play, print; the number of broken laws decides the exit code."""
    given = _parser().parse_args(words)
    say(f"python -m bench.access {' '.join(words or sys.argv[1:])}".strip())
    say(machine())
    seeds = range(given.first, given.first + given.seeds)
    with ProcessPoolExecutor(given.processes) as pool:
        found = list(pool.map(_played, seeds, *_same(given.seeds, given.members, given.days)))
    for line in _lines(found):
        say(line)
    return 1 if any(each.broken for each in found) else 0


def _played(seed: int, members: int, days: int) -> Seen:
    logging.disable(logging.WARNING)
    begun = time.process_time()
    with redirect_stdout(StringIO()):
        play = Play(seed, members=members, days=days).run()
    return Seen(
        seed,
        play.member_months,
        sum(len(each.subs) for each in play.truth.people),
        Counter(each.channel for each in play.truth.leaves),
        play.river.handled,
        play.river.deaths,
        len(play.river.doubts),
        play.truth.judged,
        tuple(play.truth.broken),
        time.process_time() - begun,
    )


def _lines(found: list[Seen]) -> list[str]:
    leaves: Counter[str] = sum((each.leaves for each in found), Counter())
    told = ", ".join(f"{count} by {channel}" for channel, count in leaves.most_common())
    return [
        f"seeds          {found[0].seed} … {found[-1].seed}",
        f"member-months  {sum(each.member_months for each in found):,.0f}",
        f"subscriptions  {sum(each.subscriptions for each in found):,}",
        f"left           {leaves.total():,}: {told}",
        f"messages       {sum(each.messages for each in found):,}",
        f"deaths         {sum(each.deaths for each in found):,} of workers",
        f"asked          {sum(each.doubts for each in found):,} reviews",
        f"access judged  {sum(each.access_judged for each in found):,} times",
        f"laws broken    {sum(len(each.broken) for each in found):,}",
        *(f"  seed {each.seed}: {sentence}" for each in found for sentence in each.broken),
        f"CPU            {sum(each.cpu for each in found):,.0f} s",
    ]


def _same(seeds: int, *terms: int) -> list[list[int]]:
    """Repeat the terms for every seed."""
    return [[term] * seeds for term in terms]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.access", description=__doc__)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--members", type=int, default=95)
    parser.add_argument("--days", type=int, default=182)
    parser.add_argument("--processes", type=int, default=1)
    return parser


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
