"""Snapshots written by hand, for what the local Stripe does not make: other people's accounts."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from carryover.migration.audit.auditing import audit
from carryover.migration.audit.model import Audit, Finding
from carryover.migration.snapshot import lines, manifest
from carryover.migration.snapshot.archive import Archive, file_of
from carryover.migration.snapshot.files import Files, InMemory
from carryover.migration.snapshot.manifest import Kept, Manifest
from tests.unit.migration.snapshot.shop import START, VERSION, Sources

DAY = 86_400
PAGE = 100


def archive(
    kinds: Mapping[str, Iterable[Mapping[str, Any]]],
    account: str = "us",
    files: Files | None = None,
) -> Archive:
    """Write objects down as a snapshot would."""
    where = InMemory({}) if files is None else files
    found = Manifest(
        account=account,
        account_id=f"acct_{account}",
        livemode=False,
        api_version=VERSION,
        taken_at=START,
    )
    for kind, objects in kinds.items():
        found = found.with_kind(kind, _kept(where, kind, objects))
    manifest.write(where, found.sealed(START))
    return Archive.open(where)


def _kept(files: Files, kind: str, objects: Iterable[Mapping[str, Any]]) -> Kept:
    count, size, seen, batch = 0, 0, sha256(), b""
    for count, one in enumerate(objects, start=1):
        text = lines.line(one)
        seen.update(text)
        batch += text
        if count % PAGE == 0:
            size, batch = _flushed(files, kind, batch, size), b""
    size = _flushed(files, kind, batch, size) if batch else size
    return Kept(count=count, bytes=size, done=True, digest=seen.hexdigest())


def _flushed(files: Files, kind: str, text: bytes, size: int) -> int:
    packed = lines.packed(text)
    files.append(file_of(kind), packed, at=size)
    return size + len(packed)


def price(amount: int = 2000, **more: Any) -> dict[str, Any]:
    recurring = {"interval": "month", "interval_count": 1, "usage_type": "licensed"}
    plain = {
        "id": "price_1",
        "active": True,
        "currency": "usd",
        "product": "prod_1",
        "billing_scheme": "per_unit",
        "unit_amount": amount,
        "unit_amount_decimal": str(amount),
        "type": "recurring",
        "recurring": {**recurring, **more.pop("recurring", {})},
    }
    return {**plain, **more}


def customer(**more: Any) -> dict[str, Any]:
    return {
        "id": "cus_1",
        "object": "customer",
        "email": "ann@example.com",
        "balance": 0,
        "currency": "usd",
        "address": {"country": "PL"},
        "invoice_settings": {
            "default_payment_method": {"id": "pm_1", "object": "payment_method", "type": "card"}
        },
        **more,
    }


def item(**more: Any) -> dict[str, Any]:
    return {
        "id": "si_1",
        "price": price(),
        "quantity": 1,
        "current_period_start": START - 5 * DAY,
        "current_period_end": START + 26 * DAY,
        **more,
    }


def subscription(**more: Any) -> dict[str, Any]:
    """An ordinary one: monthly, by card, of 20 dollars."""
    plain = {
        "id": "sub_1",
        "object": "subscription",
        "status": "active",
        "currency": "usd",
        "collection_method": "charge_automatically",
        "customer": customer(),
        "created": START - 5 * DAY,
        "start_date": START - 5 * DAY,
        "billing_cycle_anchor": START - 5 * DAY,
        "billing_mode": {"type": "flexible"},
        "discounts": [],
        "metadata": {},
        "items": {"object": "list", "has_more": False, "data": [item()]},
    }
    return {**plain, **more}


def items(*some: dict[str, Any]) -> dict[str, Any]:
    return {"object": "list", "has_more": False, "data": list(some)}


def looked_at(*archives: Archive) -> Audit:
    """Audit snapshots of sources."""
    by_account = {each.manifest.account: each for each in archives}
    return audit(by_account, lambda _: None)


def found(result: Audit, code: str) -> Finding | None:
    return next((each for each in result.findings if each.code == code), None)


def of(sources: Sources, *accounts: str) -> Audit:
    """Take the snapshots and audit them."""
    return looked_at(*(sources.snapshot(each) for each in accounts or ("us",)))
