"""Writes a source account down, page by page, reading only (MIG-1).

Memory holds one page. After every page the checkpoint is moved on, so a snapshot that was stopped
(Ctrl-C, crash, network) goes on when the same command is given again:

- killed between a page and its checkpoint: the page lies behind the length the checkpoint knows,
  is cut off and read again. It costs one request.
- killed at any other moment: nothing is read twice, unless the last five objects that were written
  have all left their list meanwhile (deleted, or paid, of the open invoices): then that kind begins
  again.

Objects are written as they are read, one after the other, while the account lives on: each is true
at its own moment between ``taken_at`` and ``finished_at``. What moves money is therefore judged
again from the live source before it is moved (``planning.judge``).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from typing import Any, Final

from carryover.kernel.errors import NeedsReview
from carryover.migration.snapshot import lines, manifest
from carryover.migration.snapshot.files import Files
from carryover.migration.snapshot.kinds import WANTED, Query, Wanted
from carryover.migration.snapshot.manifest import Kept, Manifest
from carryover.ports.stripe_api import Json, StripeApi

FOOTHOLDS: Final = 5
"""How many of the last objects are remembered: one that is deleted is no place to go on from."""

type Told = Callable[[str, int], None]
"""Hears the kind and how many of it are written by now."""


def take(
    stripe: StripeApi, account: str, files: Files, *, api_version: str, told: Told
) -> Manifest:
    """Take the snapshot of an account, or go on with the one that was begun; a whole one is left
    as it is.

    Raises ``Retryable`` when Stripe cannot answer now (what was written stays), ``NeedsReview``
    when the key may not read what a migration needs or the files are another account's.
    """
    found = _begun(stripe, account, files, api_version)
    if found.whole:
        return found
    for wanted in WANTED:
        if not found.kinds.get(wanted.kind, Kept()).done:
            found = _Kind(stripe, files, wanted, told, found).written()
    found = found.sealed(stripe.now(account))
    manifest.write(files, found)
    return found


def _begun(stripe: StripeApi, account: str, files: Files, api_version: str) -> Manifest:
    """Find the snapshot that was begun here, or begin one."""
    account_id = _account_id(stripe, account)
    found = manifest.read(files)
    if found is None:
        now = stripe.now(account)
        return Manifest(
            account=account, account_id=account_id, api_version=api_version, taken_at=now
        )
    if (found.account, found.account_id, found.api_version) != (account, account_id, api_version):
        raise NeedsReview(
            f"snapshot of {account}",
            f"The folder holds a snapshot of {found.account} ({found.account_id}, "
            f"{found.api_version}), not of {account} ({account_id}, {api_version}). Check the key, "
            "or choose another folder.",
        )
    return found


def _account_id(stripe: StripeApi, account: str) -> str:
    """Ask whose key it is. A restricted key need not be allowed to; a revoked one is refused by the
    next request."""
    with suppress(NeedsReview):
        return str((stripe.get(account, "account") or {}).get("id", ""))
    return ""


@dataclass(slots=True)
class _Kind:
    """One kind on its way into its file."""

    stripe: StripeApi
    files: Files
    wanted: Wanted
    told: Told
    manifest: Manifest
    kept: Kept = field(init=False)
    seen: set[str] = field(default_factory=set)
    """Ids of this kind's earlier lists: an invoice finalised meanwhile is in two of them."""

    def __post_init__(self) -> None:
        self.kept = self.manifest.kinds.get(self.wanted.kind, Kept())

    def written(self) -> Manifest:
        """Read its lists to their end; one that only helps may be withheld from the key."""
        try:
            self._go_on()
            while self.kept.query < len(self.wanted.queries):
                self._list(self.wanted.queries[self.kept.query])
        except NeedsReview as refusal:
            if not self.wanted.optional:
                raise
            self._start_over(withheld=refusal.sentence)
        return self._checkpoint({"done": True, "digest": self._digest(), "last": ()})

    def _list(self, query: Query) -> None:
        params = query.params(self.manifest.taken_at)
        after = {"starting_after": self.kept.last[0]} if self.kept.last else {}
        given = {**params, **self.wanted.expansions, **after}
        for page in self._pages(given):
            self._page([each for each in page if each["id"] not in self.seen])
        self._checkpoint({"query": self.kept.query + 1, "last": ()})

    def _pages(self, given: dict[str, Any]) -> Iterator[Sequence[Json]]:
        account, path = self.manifest.account, self.wanted.path
        if not self.wanted.single:
            return self.stripe.pages(account, path, given)
        found = self.stripe.get(account, path, given)
        return iter([[found]] if found else [])

    def _page(self, objects: Sequence[Json]) -> None:
        """Write a page, then say so: in this order a crash between them only costs the page."""
        if not objects:
            return
        whole = [self._whole(each) for each in objects]
        packed = lines.packed(lines.page(whole))
        self.files.append(self.wanted.file, packed, at=self.kept.bytes)
        if self.kept.query + 1 < len(self.wanted.queries):
            self.seen.update(each["id"] for each in whole)
        self._learn_mode(whole[0])
        last = tuple(str(each["id"]) for each in reversed(whole[-FOOTHOLDS:]))
        count, size = self.kept.count + len(whole), self.kept.bytes + len(packed)
        self._checkpoint({"count": count, "bytes": size, "last": last})
        self.told(self.wanted.kind, count)

    def _go_on(self) -> None:
        """Find the place where a list was broken off; if all its footholds left it meanwhile, the
        kind begins again."""
        if self.kept.last:
            query = self.wanted.queries[self.kept.query]
            footholds = [each for each in self.kept.last if self._stands(each, query)]
            if footholds:
                self._checkpoint({"last": tuple(footholds)})
            else:
                self._start_over()
        if len(self.wanted.queries) > 1:
            self.seen.update(each["id"] for each in self._lines())

    def _stands(self, foothold: str, query: Query) -> bool:
        if self.wanted.single:
            return False
        there = self.stripe.get(self.manifest.account, f"{self.wanted.path}/{foothold}")
        return there is not None and not there.get("deleted") and query.holds(there)

    def _lines(self) -> Iterator[Json]:
        """Read what is safely written."""
        if self.kept.count:
            with self.files.reading(self.wanted.file) as file:
                whole = islice(lines.unpacked(file), self.kept.count)
                yield from map(lines.parsed, whole)

    def _start_over(self, withheld: str = "") -> None:
        self.files.append(self.wanted.file, b"", at=0)
        self.kept = Kept(withheld=withheld)

    def _whole(self, one: Json) -> Json:
        """Complete a subscription of more than ten items (docs.stripe.com/api/subscriptions/object:
        ``items`` is a list that is cut like any other)."""
        items = one.get("items")
        if self.wanted.kind != "subscription" or not items or not items["has_more"]:
            return one
        every = [item for page in self._items(one["id"]) for item in page]
        return {**one, "items": {**items, "data": every, "has_more": False}}

    def _items(self, subscription: str) -> Iterator[Sequence[Json]]:
        below = "items.data."
        inner = [each.removeprefix(below) for each in self.wanted.expand if each.startswith(below)]
        expand = {"expand": [f"data.{each}" for each in inner]} if inner else {}
        params = {"subscription": subscription, **expand}
        return self.stripe.pages(self.manifest.account, "subscription_items", params)

    def _learn_mode(self, one: Json) -> None:
        if self.manifest.livemode is None and isinstance(one.get("livemode"), bool):
            self.manifest = self.manifest.model_copy(update={"livemode": one["livemode"]})

    def _digest(self) -> str:
        """Read the file once more: what counts is what can be read back."""
        seen = sha256()
        if self.kept.count:
            with self.files.reading(self.wanted.file) as file:
                for text in lines.unpacked(file):
                    seen.update(text)
        return seen.hexdigest()

    def _checkpoint(self, news: dict[str, Any]) -> Manifest:
        self.kept = self.kept.model_copy(update=news)
        self.manifest = self.manifest.with_kind(self.wanted.kind, self.kept)
        manifest.write(self.files, self.manifest)
        return self.manifest
