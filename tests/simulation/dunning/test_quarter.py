"""The demo's quarter in small (DUN-1 … DUN-4, CRM-1): every kind of failure once, both workers,
lost and doubled news, deaths, a day without HighLevel."""

from datetime import UTC, datetime

from cli.demo.dunning.district import played
from cli.demo.dunning.lives import KINDS

START = datetime(2026, 1, 5, 11, tzinfo=UTC)


def test_a_quarter_with_every_kind_of_failure_harms_nobody() -> None:
    figures, wrong = played(3, len(KINDS), START, lambda *_: None)

    assert wrong == []
    assert figures.is_good
    assert figures.cases == figures.crm_contacts == len(KINDS)
    assert figures.workers_killed > 0
    assert figures.webhooks_lost > 0
    for currency, share in figures.shares.items():
        assert share >= 0.95, currency
