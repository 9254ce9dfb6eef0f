"""Does the local Stripe bill as the documentation says? Tens of thousands of random subscriptions.

    PYTHONPATH=. .venv/bin/python -m bench.simulation --count 20000 --seed 0

Each is foretold by the oracle of ``tests/simulation`` and lived on the sandbox; every invoice is
compared to the cent and the second, and the conservation laws are checked. Exits with 1 when
anything differs. ``--count 1 --seed N`` shows all that is to be said about one life.
"""

import argparse
import multiprocessing
import sys
import time
from collections.abc import Iterator
from typing import Final

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.simulation.birth import born
from tests.simulation.trial import Tally, Verdict, judged

CHUNK: Final = 20
console = Console()


def verdicts(first: int, count: int, processes: int) -> Iterator[Verdict]:
    """Judge lives side by side."""
    seeds = range(first, first + count)
    if processes == 1:
        yield from map(judged, seeds)
        return
    with multiprocessing.Pool(processes) as pool:
        yield from pool.imap_unordered(judged, seeds, CHUNK)


def summary(tally: Tally, seconds: float) -> Table:
    """Show what was counted, and one example of each kind of disagreement."""
    table = Table(title=f"{tally.lives:,} lives, {tally.invoices:,} invoices, {seconds:.0f} s")
    table.add_column("what")
    table.add_column("lives", justify="right")
    table.add_column("for example")
    table.add_row("foretold as lived", f"{tally.agreed:,}", "")
    table.add_row("all laws kept", f"{tally.lawful:,}", "")
    for kind, count in tally.kinds.most_common():
        table.add_row(kind, f"{count:,}", f"--count 1 --seed {tally.examples[kind].seed}")
    return table


def main() -> int:
    """Judge, count and tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--count", type=int, default=1000, help="how many lives")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--processes", type=int, default=multiprocessing.cpu_count())
    given = parser.parse_args()
    tally, begun = Tally(), time.monotonic()
    lives = verdicts(given.seed, given.count, 1 if given.count == 1 else given.processes)
    for verdict in track(lives, "living", given.count, console=console):
        tally.add(verdict)
        if given.count == 1:
            console.print(born(given.seed), *verdict.disagreements, *verdict.broken, sep="\n")
    console.print(summary(tally, time.monotonic() - begun))
    return 0 if tally.agreed == tally.lawful == tally.lives else 1


if __name__ == "__main__":
    sys.exit(main())
