"""One secret holds every account's signing secrets; a mistake in it never opens a door."""

import json
from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from moto import mock_aws

from carryover.adapters.secrets import WebhookSecrets
from carryover.kernel.errors import Retryable

NAME = "carryover/stripe-webhook-secrets"


@pytest.fixture
def vault() -> Iterator[Any]:
    with mock_aws():
        yield botocore.session.get_session().create_client(
            "secretsmanager", region_name="eu-west-1"
        )


def put(vault: Any, text: str) -> WebhookSecrets:
    vault.create_secret(Name=NAME, SecretString=text)
    return WebhookSecrets(vault, NAME)


def test_every_account_has_its_secrets_newest_first(vault: Any) -> None:
    kept = put(vault, json.dumps({"us": ["whsec_new", "whsec_old"], "intl": ["whsec_i\n"]}))

    assert kept.read() == {"us": ("whsec_new", "whsec_old"), "intl": ("whsec_i",)}


@pytest.mark.parametrize(
    "entry",
    [[], [""], ["  "], ["whsec_good", ""], [None], [1], ["whsec_good", 7], "whsec_bare", None, {}],
    ids=str,
)
def test_a_broken_entry_makes_its_account_unusable_and_no_other(vault: Any, entry: object) -> None:
    kept = put(vault, json.dumps({"us": entry, "intl": ["whsec_i"]}))

    assert kept.read() == {"us": (), "intl": ("whsec_i",)}


def test_an_account_under_an_impossible_name_is_unusable(vault: Any) -> None:
    assert put(vault, json.dumps({"US Inc.": ["whsec_1"]})).read() == {"US Inc.": ()}


@pytest.mark.parametrize("text", ["whsec_secret", "[]", '"whsec_secret"', "null", '{"us": '])
def test_a_secret_that_is_no_table_is_our_failure_and_is_not_quoted(vault: Any, text: str) -> None:
    with pytest.raises(Retryable, match="is not a JSON object") as failure:
        put(vault, text).read()

    assert "whsec" not in str(failure.value)
    assert failure.value.__cause__ is None


def test_a_secret_that_is_not_there_is_our_failure(vault: Any) -> None:
    with pytest.raises(Retryable, match="ResourceNotFoundException"):
        WebhookSecrets(vault, NAME).read()
