"""The stage's two secrets, changed one account at a time (MIG-12, OPS-6)."""

import json
from typing import TYPE_CHECKING, Any, cast

import botocore.session
import pytest
from botocore.exceptions import EndpointConnectionError

from carryover.adapters.secret_documents import SecretDocument, StoredKeys, StoredSigningSecrets
from carryover.adapters.secrets import WebhookSecrets
from carryover.adapters.stripe.accounts import KeySecret
from carryover.kernel.errors import Retryable
from tests.unit.adapters.clients import Answers

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

NAME = "carryover/test/one"


@pytest.fixture
def client(aws: botocore.session.Session) -> "SecretsManagerClient":
    return cast("SecretsManagerClient", aws.create_client("secretsmanager"))


@pytest.fixture
def document(client: "SecretsManagerClient") -> SecretDocument:
    return SecretDocument(client, NAME)


def test_what_was_stored_is_what_the_ingress_believes(
    client: "SecretsManagerClient", document: SecretDocument
) -> None:
    signing = StoredSigningSecrets(document)
    assert signing.of("us") == ()

    signing.put("us", ["whsec_new", "whsec_old"])
    signing.put("intl", ["whsec_intl"])
    signing.put("us", ["whsec_new"])

    assert WebhookSecrets(client, NAME).read() == {"us": ("whsec_new",), "intl": ("whsec_intl",)}
    assert signing.of("us") == ("whsec_new",)


def test_a_stored_key_is_the_one_workers_use(
    client: "SecretsManagerClient", document: SecretDocument
) -> None:
    keys = StoredKeys(document)
    keys.put("us", "rk_live_1", None)
    keys.put("lab", "sk_test_1", "http://127.0.0.1:12111")

    held = KeySecret(client, NAME)

    assert held.of("us").key.get_secret_value() == "rk_live_1"
    assert held.of("lab").api_base == "http://127.0.0.1:12111"


def test_storing_the_same_again_makes_no_new_version(
    client: "SecretsManagerClient", document: SecretDocument
) -> None:
    StoredKeys(document).put("us", "rk_live_1", None)
    before = client.get_secret_value(SecretId=NAME)["VersionId"]

    StoredKeys(document).put("us", "rk_live_1", None)

    assert client.get_secret_value(SecretId=NAME)["VersionId"] == before


@pytest.mark.parametrize("broken", ["not json", "[]", '{"us": "rk_live_broken"}'])
def test_nothing_is_written_over_a_secret_that_is_broken(
    client: "SecretsManagerClient", document: SecretDocument, broken: str
) -> None:
    client.create_secret(Name=NAME, SecretString=broken)

    with pytest.raises(Retryable) as raised:
        StoredKeys(document).put("intl", "rk_live_1", None)

    assert client.get_secret_value(SecretId=NAME)["SecretString"] == broken
    assert "rk_live_broken" not in str(raised.value)


def test_who_lost_against_somebody_else_is_told(
    client: "SecretsManagerClient", document: SecretDocument
) -> None:
    StoredKeys(document).put("us", "rk_live_1", None)

    class Racing:
        """Somebody else writes right after us."""

        exceptions = client.exceptions

        def __getattr__(self, name: str) -> Any:
            return getattr(client, name)

        def put_secret_value(self, *, SecretId: str, SecretString: str) -> None:  # noqa: N803 - AWS's names
            client.put_secret_value(SecretId=SecretId, SecretString=SecretString)
            theirs = json.dumps({"intl": {"key": "rk_live_theirs"}})
            client.put_secret_value(SecretId=SecretId, SecretString=theirs)

    racing = SecretDocument(cast("SecretsManagerClient", Racing()), NAME)
    with pytest.raises(Retryable, match="somebody else changed"):
        StoredKeys(racing).put("us", "rk_live_2", None)


@pytest.mark.parametrize(
    "answer",
    [
        EndpointConnectionError(endpoint_url="https://secrets"),
        (400, '{"__type": "AccessDeniedException"}'),
    ],
    ids=["down", "forbidden"],
)
def test_a_secret_that_cannot_be_read_is_no_empty_one(answer: Exception | tuple[int, str]) -> None:
    client = Answers("secretsmanager", answer).client

    with pytest.raises(Retryable):
        StoredSigningSecrets(SecretDocument(client, NAME)).of("us")
