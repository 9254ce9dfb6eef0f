"""No event type is ignored by accident."""

import re
from pathlib import Path

import stripe

from carryover.adapters.stripe.translate.promises import FORECASTS, PROMISED
from carryover.adapters.stripe.translate.returned import RETURNS
from carryover.adapters.stripe.translate.silence import FAMILIES, UNKNOWN, why_ignored

SDK = Path(stripe.__file__).parent


def snapshot_types() -> list[str]:
    """List the event types the installed SDK knows."""
    source = (SDK / "_event.py").read_text()
    literals = source[source.index("type: Literal[") :]
    return re.findall(r'"([a-z0-9_.]+)"', literals[: literals.index("]")])


def thin_types() -> list[str]:
    """List the thin event types the installed SDK knows."""
    pattern = re.compile(r'LOOKUP_TYPE = (?:\(\s*)?"(.+?)"')
    return [
        m.group(1) for p in (SDK / "events").glob("_v*.py") if (m := pattern.search(p.read_text()))
    ]


def test_the_sdk_knows_hundreds_of_types() -> None:
    assert len(snapshot_types()) > 200
    assert len(thin_types()) > 200


def test_every_documented_type_is_used_or_ignored_for_a_reason() -> None:
    """Of a family that is ignored, the money that went back is used: ``charge.refunded`` is."""
    ignored = [each for each in snapshot_types() if each not in RETURNS]
    forgotten = [each for each in ignored if (each in PROMISED) == (why_ignored(each) != UNKNOWN)]

    assert forgotten == []
    assert set(RETURNS) <= set(snapshot_types())
    assert not set(RETURNS) & set(PROMISED)


def test_every_thin_type_is_used_or_ignored_for_a_reason() -> None:
    ours = re.compile(r"v1\.(customer\.(created|updated|deleted|subscription\..+)|invoice\..+)")
    others = [each for each in thin_types() if not ours.fullmatch(each) or each in FORECASTS]
    others = [each for each in others if each.removeprefix("v1.") not in RETURNS]

    assert [each for each in others if why_ignored(each) == UNKNOWN] == []


def test_a_type_of_tomorrow_is_unknown() -> None:
    assert why_ignored("unicorn.born") == UNKNOWN
    assert why_ignored("chargeback.created") == UNKNOWN


def test_every_reason_is_a_sentence() -> None:
    assert [reason for reason in FAMILIES.values() if not reason.endswith(".")] == []
