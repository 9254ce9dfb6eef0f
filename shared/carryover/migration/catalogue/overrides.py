"""What a person has said exists in the target already: ``catalogue`` in ``migration.yaml``.

.. code:: yaml

    catalogue:
      prices:
        us/price_1AbC: price_1XyZ
"""

import json
from collections.abc import Mapping
from typing import Final

from carryover.kernel.errors import NeedsReview
from carryover.migration.catalogue.naming import PATHS
from carryover.migration.model import Old, Thing

type Overrides = Mapping[Old, str]

KINDS: Final[Mapping[str, Thing]] = {path: kind for kind, path in PATHS.items()}


def overrides(told: Mapping[str, Mapping[str, str]]) -> Overrides:
    """Read ``{"prices": {"us/price_1": "price_x"}}``. Raises ``NeedsReview`` with a sentence."""
    return {
        _old(kind, name): new
        for kind, pairs in (told or {}).items()
        for name, new in (pairs or {}).items()
    }


def of_rules(rules: str) -> Overrides:
    """Read them out of the rules an approved run was planned with."""
    return overrides(json.loads(rules or "{}").get("catalogue") or {})


def _old(kind: str, name: str) -> Old:
    if kind not in KINDS:
        raise NeedsReview(
            "catalogue", f"`catalogue: {kind}` is unknown: it knows {', '.join(sorted(KINDS))}."
        )
    account, slash, object_id = name.partition("/")
    if not (account and slash and object_id):
        raise NeedsReview(
            "catalogue", f"`{name}` under `catalogue: {kind}` is not written ALIAS/ID."
        )
    return Old.model_validate({"account": account, "kind": KINDS[kind], "id": object_id})
