"""What a cutover needs of a stage: its address, its two secrets to change, and a way to try a key
before it is kept. Only people use it, with their own credentials."""

from collections.abc import Callable
from dataclasses import dataclass

from carryover.adapters import aws, stack
from carryover.adapters.secret_documents import SecretDocument, StoredKeys, StoredSigningSecrets
from carryover.adapters.stripe.accounts import Keys
from carryover.adapters.stripe.answers import API_VERSION
from carryover.adapters.stripe.direct import StripeDirect
from carryover.adapters.stripe.translate.telling import TELLING
from carryover.migration.cutover.model import Wanted
from carryover.migration.cutover.store import KeyStore, SigningSecrets
from carryover.wiring.stripe_direct import for_a_person


@dataclass(frozen=True, slots=True)
class Vault:
    """One stage's. Tests make one of fakes."""

    stage: str
    address: str
    """Where its webhooks are received, without path."""
    signing: SigningSecrets
    keys: KeyStore
    opened: Callable[[Keys], StripeDirect]
    """Reaches Stripe with these keys instead of the stage's."""

    def wanted(self, account: str, url: str | None = None) -> Wanted:
        """Say how an account is to speak to this stage."""
        place = url or f"{self.address.rstrip('/')}/webhooks/stripe/{account}"
        return Wanted(account, self.stage, place, API_VERSION, TELLING)


def vault(stage: str) -> Vault:
    """Find a stage's; reaches only CloudFormation yet."""
    names = stack.outputs(stack.cloudformation(), f"carryover-{stage}")
    signing = SecretDocument(aws.secretsmanager(), names["StripeWebhookSecretsName"])
    keys = SecretDocument(aws.secretsmanager(), names["StripeKeysName"])
    return Vault(
        stage, names["ApiUrl"], StoredSigningSecrets(signing), StoredKeys(keys), for_a_person
    )
