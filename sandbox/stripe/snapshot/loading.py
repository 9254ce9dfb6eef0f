"""Reading a sandbox back: everything that was there before is gone."""

import gzip
import json
import zlib
from collections import Counter, defaultdict

from sandbox.stripe.control_messages import Faults
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.due import TASKS, Due
from sandbox.stripe.core.errors import StripeError, invalid_request
from sandbox.stripe.core.events import Cause, Event
from sandbox.stripe.core.store import Object
from sandbox.stripe.core.world import World
from sandbox.stripe.http.idempotency import Kept
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.snapshot.plain import Find, read
from sandbox.stripe.snapshot.saving import FORMAT, VERSION

GZIP = b"\x1f\x8b"

type Lines = dict[str, list[Object]]
"""By what they say."""


def load(sandbox: Sandbox, snapshot: bytes) -> None:
    """Replace everything by what was saved; a broken snapshot changes nothing."""
    said = _sorted(_unpacked(snapshot))
    head, faults = said["world"][0], said["faults"][0]
    fresh = World(head["seed"], head["start"])
    for line in said["account"]:
        _account(fresh, line, _of(said, line["account"]))
    work = _work(said["due"][0]["work"])
    sandbox.reset()
    sandbox.world.become(fresh)
    sandbox.world.clock, sandbox.world.sequence = head["clock"], head["sequence"]
    sandbox.world.work = work
    sandbox.desk.taken = head["requests"]
    ordered = Faults.model_validate(faults["faults"])
    sandbox.api_faults.orders, sandbox.api_faults.struck = ordered.api, faults["struck"]
    sandbox.api_faults.asked = faults["asked"]
    sandbox.post_office.faults = ordered.webhooks


def _unpacked(snapshot: bytes) -> list[Object]:
    try:
        text = gzip.decompress(snapshot) if snapshot.startswith(GZIP) else snapshot
        lines = [json.loads(line) for line in text.splitlines()]
    except (OSError, EOFError, zlib.error, ValueError) as broken:
        raise _unreadable(f"it is neither JSON lines nor gzipped ones ({broken})") from broken
    if not lines or lines[-1] != {"line": "end", "lines": len(lines) - 1}:
        raise _unreadable("its end is missing")
    head = lines[0]
    if (head.get("format"), head.get("version")) != (FORMAT, VERSION):
        raise _unreadable(f"it is not a {FORMAT} of version {VERSION}")
    return lines


def _sorted(lines: list[Object]) -> Lines:
    said: Lines = defaultdict(list)
    for line in lines:
        said[line["line"]].append(line)
    return said


def _of(said: Lines, alias: str) -> Lines:
    return defaultdict(
        list,
        {
            what: [line for line in lines if line.get("account") == alias]
            for what, lines in said.items()
        },
    )


def _account(world: World, head: Object, said: Lines) -> None:
    account = world.open(head["account"], *head["keys"])
    account.api_version, account.permissions = head["api_version"], head["permissions"]
    account.stats, account.requests = Counter(head["stats"]), Counter(head["requests"])
    account.made, account.silent = Counter(head["made"]), head.get("silent", False)
    _objects(account, said)
    _memory(account, said)
    for line in said["event"]:
        account.events.append(_event(line["event"]))
    account.events.taken = Counter(said["taken"][0]["taken"])


def _objects(account: Account, said: Lines) -> None:
    """Make every object first and fill it afterwards: it may be part of one that comes before."""
    kinds = account.store.kinds
    for line in said["object"]:
        kinds[line["kind"]][line["id"]] = {}
    for line in said["object"]:
        filled = read(line["object"], _finder(account))
        kinds[line["kind"]][line["id"]].update(filled)
    for line in said["replaced"]:
        before = read(line["object"], _finder(account))
        account.store.lag.replaced.append((line["when"], line["kind"], line["id"], before))
    for line in said["index"]:
        kind, field, value = line["key"]
        account.store.index[kind, field, value] = dict.fromkeys(line["ids"])


def _memory(account: Account, said: Lines) -> None:
    find = _finder(account)
    account.facts = {line["id"]: read(line["facts"], find) for line in said["facts"]}
    account.deleted = {line["id"]: read(line["object"], find) for line in said["deleted"]}
    account.replies = {line["key"]: _kept(line) for line in said["reply"]}
    account.clock_work = {line["clock"]: _work(line["work"]) for line in said["clock_work"]}


def _finder(account: Account) -> Find:
    return lambda kind, object_id: account.store.kinds[kind][object_id]


def _event(said: Object) -> Event:
    return Event(**{**said, "cause": Cause(**said["cause"])})


def _kept(line: Object) -> Kept:
    names = ("path", "question", "status", "request_id", "created")
    return Kept(**{name: line[name] for name in names}, body=line["body"].encode())


def _work(said: list[Object]) -> list[Due]:
    """A sorted list is a heap."""
    work = [Due(**each) for each in said]
    if unknown := {each.task for each in work} - TASKS.keys():
        raise _unreadable(f"it plans work that is unknown here: {min(unknown)}")
    return work


def _unreadable(why: str) -> StripeError:
    return invalid_request(f"This snapshot cannot be loaded: {why}.")
