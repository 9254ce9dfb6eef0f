"""The bench of the migration keeps running, and moves everybody it speaks of (MIG-6, MIG-13).

It raises when anybody does not end at the source or does not live exactly once in the target. How
fast that was depends on the machine and is asserted nowhere.
"""

import pytest

from bench.migration import main


def test_everybody_moves_within_stripes_limits_and_no_call_is_wasted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = main(["--subscriptions", "60", "--scale", "4"])

    told = capsys.readouterr().out
    assert found.moves == 60
    assert found.turned_away == 0
    assert 11 <= found.calls.total() / found.moves < 12
    assert "share " in told
    assert "60 end at the source and live once in the target" in told
