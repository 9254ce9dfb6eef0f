"""What became of every subscription in a rehearsal, and what it took."""

from collections import Counter, defaultdict
from typing import Any

from carryover.kernel.clock import moment
from carryover.migration.model import State
from cli.rehearsal.rehearsing import Played

type Document = dict[str, Any]


def snapshots(played: Played) -> list[Document]:
    """Say what it rests on."""
    return [
        {
            "account": alias,
            "account_id": archive.manifest.account_id,
            "taken_at": moment(archive.manifest.taken_at).isoformat(),
            "digest": archive.manifest.digest,
            "subscriptions": archive.count("subscription"),
        }
        for alias, archive in played.script.archives.items()
    ]


def counts(played: Played) -> Document:
    """Count what became of them."""
    states = Counter(move.state for move in played.moves())
    planned = played.plan.head.outcomes
    stopped = planned.get("held", 0)
    return {
        "subscriptions": played.plan.head.count,
        "moved": states[State.RENEWED] + states[State.MOVED],
        "renewed": states[State.RENEWED],
        "held": states[State.HELD] + stopped,
        "waiting": states[State.WAITING],
        "stays": planned.get("stays", 0),
        "refused": sum(
            1 for report in played.moved.reports.values() for _ in report.of_kind("subscription")
        ),
    }


def held(played: Played) -> list[Document]:
    """List what stays at its source, by the plan or by what the mover found, with the reason."""
    planned = [
        {
            "subscription": entry.name,
            "codes": [reason.code for reason in entry.reasons],
            "sentence": entry.sentence,
            "status": entry.status,
            "by": "plan",
        }
        for entry in played.plan.entries()
        if entry.outcome == "held"
    ]
    later = [
        {
            "subscription": str(move.old),
            "codes": [],
            "sentence": move.sentence,
            "status": str(move.state),
            "by": "move",
        }
        for move in played.moves()
        if move.state in (State.HELD, State.WAITING)
    ]
    return sorted(planned + later, key=lambda each: str(each["subscription"]))


def refused(played: Played) -> list[Document]:
    """List what could not be taken in."""
    return [
        {"account": alias, "kind": each.kind, "id": each.id, "sentence": each.sentence}
        for alias, report in played.moved.reports.items()
        for each in report.refused.values()
    ]


def supposed(played: Played) -> list[Document]:
    """Say what had to be supposed, and how often."""
    found: Counter[str] = Counter()
    for report in played.moved.reports.values():
        found.update(report.supposed)
    return [{"sentence": sentence, "times": times} for sentence, times in found.most_common()]


def survived(played: Played) -> Document:
    """Count what went wrong on purpose."""
    drive, mischief = played.drive, played.drive.mischief
    return {
        "faults": dict(sorted(mischief.struck.items())),
        "deaths": mischief.deaths,
        "duplicates": drive.post.doubled,
        "messages": drive.handled,
        "put_back": drive.retried,
        "dead_letters": len(drive.post.dead),
    }


def calls(played: Played) -> Document:
    """Count the requests of the move itself."""
    accounts = played.moved.world.accounts
    asked = {
        alias: sum(account.requests.values()) - played.asked_before[alias]
        for alias, account in accounts.items()
    }
    begun = max(len(played.moves()), 1)
    return {"by_account": asked, "per_subscription": round(sum(asked.values()) / begun, 1)}


def waves(played: Played) -> list[Document]:
    """Say how every wave stands at the end."""
    states: dict[int, Counter[State]] = defaultdict(Counter)
    for move in played.moves():
        states[move.wave][move.state] += 1
    return [
        {
            "number": wave.number,
            "title": wave.title,
            "size": wave.size,
            "opened_at": wave.opened_at.isoformat(),
            "states": {str(state): count for state, count in sorted(states[wave.number].items())},
        }
        for wave in played.kept.waves.all(played.script.name)
    ]
