"""Writing a sandbox down, line by line."""

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from io import BytesIO

from sandbox.stripe.control_messages import Faults
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.due import Due
from sandbox.stripe.core.store import Object
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.snapshot.plain import Names, fields, written

FORMAT = "carryover-sandbox-stripe"
VERSION = 1


def saved(sandbox: Sandbox) -> bytes:
    """Write everything into gzipped JSON lines; equal worlds give equal bytes."""
    out = BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as file:
        for line in lines(sandbox):
            file.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")
    return out.getvalue()


def lines(sandbox: Sandbox) -> Iterator[Object]:
    """Say everything there is, with the number of lines at the end."""
    count = 0
    for line in _lines(sandbox):
        count += 1
        yield line
    yield {"line": "end", "lines": count}


def _lines(sandbox: Sandbox) -> Iterator[Object]:
    world = sandbox.world
    yield {
        "line": "world",
        "format": FORMAT,
        "version": VERSION,
        "seed": world.seed,
        "start": world.start,
        "clock": world.clock,
        "sequence": world.sequence,
        "requests": sandbox.desk.taken,
    }
    faults = Faults(api=sandbox.api_faults.orders, webhooks=sandbox.post_office.faults)
    counts = {"struck": sandbox.api_faults.struck, "asked": sandbox.api_faults.asked}
    yield {"line": "faults", "faults": faults.model_dump(mode="json"), **counts}
    yield {"line": "due", "work": _work(world.work)}
    for account in world.accounts.values():
        for line in _account(account):
            yield {**line, "account": account.alias}


def _work(work: Iterable[Due]) -> list[Object]:
    return [asdict(each) for each in sorted(work)]


def _account(account: Account) -> Iterator[Object]:
    yield {
        "line": "account",
        "keys": list(account.keys),
        "api_version": account.api_version,
        "permissions": account.permissions,
        "stats": dict(account.stats),
        "requests": dict(account.requests),
        "made": dict(account.made),
        "silent": account.silent,
    }
    kinds = account.store.kinds
    names = {id(obj): [kind, key] for kind, kept in kinds.items() for key, obj in kept.items()}
    yield from _objects(account, names)
    yield from _memory(account, names)
    yield from _events(account)


def _objects(account: Account, names: Names) -> Iterator[Object]:
    for kind, kept in account.store.kinds.items():
        for key, obj in kept.items():
            yield {"line": "object", "kind": kind, "id": key, "object": fields(obj, names, key)}
    for when, kind, key, before in account.store.lag.replaced:
        shown = None if before is None else fields(before, names, key)
        yield {"line": "replaced", "when": when, "kind": kind, "id": key, "object": shown}
    for index, ids in account.store.index.items():
        if ids:
            yield {"line": "index", "key": list(index), "ids": list(ids)}


def _memory(account: Account, names: Names) -> Iterator[Object]:
    for key, facts in account.facts.items():
        yield {"line": "facts", "id": key, "facts": written(facts, names, f"facts of {key}")}
    for key, stub in account.deleted.items():
        yield {"line": "deleted", "id": key, "object": written(stub, names, key)}
    for key, kept in account.replies.items():
        yield {"line": "reply", "key": key, **asdict(kept), "body": kept.body.decode()}
    for clock, work in account.clock_work.items():
        yield {"line": "clock_work", "clock": clock, "work": _work(work)}


def _events(account: Account) -> Iterator[Object]:
    for event in account.events:
        yield {"line": "event", "event": {**asdict(event), "older": dict(event.older)}}
    yield {"line": "taken", "taken": dict(account.events.taken)}
