"""How fast subscriptions move when Stripe's limits are on, and how near that is to the limits.

    PYTHONPATH=shared .venv/bin/python -m bench.migration [--subscriptions 10000] [--scale 1]

Two accounts full of subscribers and a third that they move to stand in a local Stripe, in a process
of its own, which turns away whatever is beyond the published limits of live mode. They are written
down, planned and moved over HTTP by the service that runs for real, its workers being threads that
share one pace. What the limits allow is what the calls of a move take of each; the slowest decides.
``--scale 0.5`` halves the limits, ours and Stripe's: if the share grows, this machine was too slow.
"""

import argparse
import sys
import time
from datetime import UTC, datetime

from bench.moving.crew import Crew, crew, machine, stripe_at
from bench.moving.figures import Measured
from bench.moving.world import SOURCES, TARGET, Stage, opened
from carryover.adapters.pace import Unpaced
from carryover.adapters.pacing import ENDPOINT, LIVE, Limits
from carryover.adapters.stripe.answers import API_VERSION
from carryover.kernel.messages import stamped
from carryover.migration.messages import BuildCatalogue, OpenWave, RecreationEnvelope
from carryover.migration.model import Run, Wave
from carryover.migration.planning.building import build
from carryover.migration.planning.plan import Plan
from carryover.migration.planning.rules import Rules
from carryover.migration.snapshot.archive import Archive
from carryover.migration.snapshot.files import InMemory
from carryover.migration.snapshot.taking import take
from carryover.migration.waves import Cohort, choose, chosen

NAME = "bench"


def main(words: list[str] | None = None) -> Measured:
    """Measure and print."""
    given = _parser().parse_args(words)
    caps = Limits(account=round(LIVE * given.scale), endpoint=round(ENDPOINT * given.scale))
    say(f"python -m bench.migration {' '.join(words or sys.argv[1:])}".strip())
    say(f"seed {given.seed}, {given.workers} workers, {machine()}")
    say(f"limits     {caps.account}/s per account, {caps.endpoint}/s per endpoint")
    with opened(given.subscriptions, given.seed) as stage:
        say(f"accounts   {given.subscriptions:,} subscriptions in {stage.seconds:.1f} s")
        plan = planned(stage)
        workers = crew(stage.url, caps)
        prepared(workers, stage, plan)
        stage.control("PUT", "rate_limits", {"per_account": caps.account} | _endpoint(caps))
        found = moved(workers, stage, given.workers)
        for line in found.lines(caps):
            say(line)
        proven(workers, stage, given.subscriptions)
    return found


def planned(stage: Stage) -> Plan:
    """Write the sources down and judge them."""
    begun = time.perf_counter()
    stripe = stripe_at(stage.url, Unpaced())
    shelves = [InMemory({}) for _ in SOURCES]
    for alias, files in zip(SOURCES, shelves, strict=True):
        take(stripe, alias, files, api_version=API_VERSION, told=lambda _kind, _count: None)
    taken, cpu = time.perf_counter(), time.process_time()
    archives = [Archive.open(files) for files in shelves]
    plan = build(archives, stage.pairs.keys(), Rules())
    say(f"snapshots  {taken - begun:.1f} s, no limits on")
    took, cpu = time.perf_counter() - taken, time.process_time() - cpu
    say(f"plan       {took:.1f} s ({cpu:.1f} s of CPU): {dict(plan.head.outcomes)}")
    return plan


def prepared(workers: Crew, stage: Stage, plan: Plan) -> None:
    """Approve the plan, make the catalogue, lay the wave's first message into the line."""
    kept, now = workers.kept, datetime.now(UTC)
    said = {"approved_by": NAME, "why": "to measure", "approved_at": now}
    rules = Rules().model_dump_json()
    run = Run(name=NAME, target=TARGET, sources=SOURCES, plan=plan.hash, rules=rules, **said)
    kept.runs.approve(run)
    kept.ids.remember(NAME, stage.pairs)
    kept.needs.put(NAME, plan.hash, [need.old for need in plan.head.needs])
    catalogue = BuildCatalogue(run=NAME, plan=plan.hash)
    letter = stamped(catalogue, message_id="catalogue", cause=NAME, at=now)
    workers.migration.handle(RecreationEnvelope.model_validate(letter.model_dump()))
    everybody = choose(Cohort(), (each.spec for each in plan.entries() if each.spec is not None))
    kept.selections.put("all", tuple(chosen(everybody)))
    opening = {"opened_by": NAME, "why": "to measure", "opened_at": now}
    kept.waves.save(Wave(run=NAME, number=1, title="all", size=len(everybody), **opening))
    wave = OpenWave(run=NAME, plan=plan.hash, wave=1, selection="all")
    workers.line.put(stamped(wave, message_id="wave", cause=NAME, at=now))


def moved(workers: Crew, stage: Stage, threads: int) -> Measured:
    """Move everybody."""
    before, ours, theirs = stage.requests(), time.process_time(), stage.busy()
    seconds = workers.work(threads)
    ours, theirs = time.process_time() - ours, stage.busy() - theirs
    return Measured(
        moves=workers.ends.total(),
        seconds=seconds,
        calls=stage.requests() - before,
        turned_away=sum(stage.control("GET", "rate_limits")["limited"].values()),
        ours=ours,
        theirs=theirs,
        memory=workers.memory,
    )


def proven(workers: Crew, stage: Stage, subscriptions: int) -> None:
    """Read both sides, past the mover: everybody ends at the source and lives once in the target.

    Raises ``RuntimeError`` otherwise: speed is nothing then.
    """
    ending = {
        f"{alias}/{each['id']}"
        for alias in SOURCES
        for each in stage.objects(alias, "subscription")
        if each["cancel_at_period_end"]
    }
    living = [
        each["metadata"]["carryover_source"]
        for each in stage.objects(TARGET, "subscription")
        if not each["cancel_at_period_end"] and each["cancel_at"] is None
    ]
    say(f"ends       {dict(workers.ends)}; messages put back: {workers.retried}")
    for told, n in workers.doubts.most_common(3):
        say(f"           {n} x {told}")
    if not ending == set(living) or not len(living) == len(ending) == subscriptions:
        raise RuntimeError(f"{len(ending)} end at the source, {len(living)} live in the target")
    say(f"proven     {len(living):,} end at the source and live once in the target")


def say(line: str) -> None:
    """Print at once, for the run is long."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _endpoint(caps: Limits) -> dict[str, int]:
    return {"per_endpoint": caps.endpoint, "search": caps.search}


def _parser() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--subscriptions", type=int, default=10_000)
    asked.add_argument("--workers", type=int, default=16)
    asked.add_argument("--scale", type=float, default=1.0)
    asked.add_argument("--seed", type=int, default=1)
    return asked


if __name__ == "__main__":
    main()
