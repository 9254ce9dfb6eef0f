"""How much of the money that can be recovered a schedule recovers, and with how many attempts.

    PYTHONPATH=shared .venv/bin/python -m bench.dunning [--count 2000] [--seed 1] [--world mixed]
        [--rules docs/dunning/schedule.example.yaml] [--truth FILE.csv | --attempts FILE.csv]
        [--save FILE.csv]

Hidden lives of failed invoices are drawn (``dunning_worlds`` says how) or read from a CSV that
somebody else wrote (``dunning_truth`` says how, for truths and for real attempts). Four schedules
play the same lives: ours, eight attempts in two weeks as Stripe's default has, one a day for a
month, and an oracle that knows the truth and keeps to the networks' limits. Amounts of different
currencies are never added: a share is the mean of the currencies' shares, each weighted by its
number of invoices.
"""

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import yaml

from bench.dunning_players import DAILY, EIGHT_IN_TWO_WEEKS, STRIPE_STOPS, Played, Player
from bench.dunning_truth import Truth, from_attempts, load, write
from bench.dunning_worlds import WORLDS, drawn
from bench.moving.crew import machine
from carryover.dunning.declines import DAY
from carryover.dunning.reading import read
from carryover.dunning.rules import Rules
from carryover.kernel.clock import Seconds

EXAMPLE = Path("docs/dunning/schedule.example.yaml")
HORIZONS = (14, 30, 42, 60)
"""Days in which the oracle gets its money."""


def main(words: list[str] | None = None) -> None:
    """Measure and print."""
    given = _parser().parse_args(words)
    say(f"python -m bench.dunning {' '.join(words or sys.argv[1:])}".strip())
    say(f"seed {given.seed}, {machine()}")
    rules = read(yaml.safe_load(given.rules.read_text(encoding="utf-8")))
    for name, truths in _worlds(given):
        if given.save:
            write(given.save, truths)
        compare(name, truths, rules)


def compare(name: str, truths: Sequence[Truth], rules: Rules) -> None:
    """Let everybody play the same lives."""
    can = {days: [one.recoverable(days * DAY) for one in truths] for days in HORIZONS}
    shares = ", ".join(f"{share(truths, can[days]):.1%} in {days} days" for days in HORIZONS)
    say(f"\n{name}: {len(truths):,} failed invoices; of their money an oracle gets {shares}")
    heads = "".join(f"{f'of {days} d':>9}" for days in HORIZONS)
    say(f"{'':12}{heads}{'tries/recovery':>16}{'tries':>9}{'letters':>9}{'violations':>12}")
    for player in players(rules):
        began = time.perf_counter()
        played = [player.play(one) for one in truths]
        took = time.perf_counter() - began
        say(_row(player.name, truths, played, can) + f"   {took:.1f} s")


def players(rules: Rules) -> tuple[Player, ...]:
    """Name those who play."""
    return (
        Player("ours", rules),
        Player("8 in 2 weeks", rules, fixed=EIGHT_IN_TWO_WEEKS, stops=STRIPE_STOPS),
        Player("daily", rules, fixed=DAILY),
    )


def _row(
    name: str, truths: Sequence[Truth], played: Sequence[Played], can: dict[int, list[bool]]
) -> str:
    won = [one.paid_at is not None for one in played]
    cells = "".join(f"{_of(truths, played, can[days], days * DAY):>9.1%}" for days in HORIZONS)
    tries, letters = sum(one.attempts for one in played), sum(one.letters for one in played)
    broken = sum(one.violations for one in played)
    each = tries / max(1, sum(won))
    return f"{name:12}{cells}{each:>16.2f}{tries:>9,}{letters:>9,}{broken:>12,}"


def _of(
    truths: Sequence[Truth], played: Sequence[Played], can: Sequence[bool], within: Seconds
) -> float:
    """What share of the money the oracle gets in that time they got in the same time."""
    won = [one.paid_at is not None and one.paid_at < within for one in played]
    return share(truths, won) / max(share(truths, can), 1e-9)


def share(truths: Sequence[Truth], won: Sequence[bool]) -> float:
    """What share of the money was won, no two currencies added."""
    total: dict[str, int] = defaultdict(int)
    got: dict[str, int] = defaultdict(int)
    count: dict[str, int] = defaultdict(int)
    for one, yes in zip(truths, won, strict=True):
        total[one.currency] += one.amount
        got[one.currency] += one.amount if yes else 0
        count[one.currency] += 1
    return sum(got[one] / total[one] * count[one] for one in total) / max(1, len(truths))


def _worlds(given: argparse.Namespace) -> list[tuple[str, list[Truth]]]:
    if given.truth:
        return [(str(given.truth), list(load(given.truth)))]
    if given.attempts:
        return [(str(given.attempts), list(from_attempts(given.attempts)))]
    names = [given.world] if given.world else list(WORLDS)
    return [(name, drawn(name, given.count, given.seed)) for name in names]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--world", choices=tuple(WORLDS))
    parser.add_argument("--rules", type=Path, default=EXAMPLE)
    parser.add_argument("--truth", type=Path, help="hidden lives that somebody else made up")
    parser.add_argument("--attempts", type=Path, help="attempts that were made in earnest")
    parser.add_argument("--save", type=Path, help="write the drawn lives down")
    return parser


def say(line: str) -> None:
    """Print at once."""
    print(line, flush=True)


if __name__ == "__main__":
    main()
