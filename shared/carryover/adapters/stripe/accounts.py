"""Which Stripe accounts there are, and the key each is read with.

One secret holds them all, as JSON: ``{"<account alias>": {"key": "rk_live_…"}, …}``. An optional
``api_base`` beside the key leads to a local Stripe instead of the real one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from pydantic import BaseModel, ConfigDict, SecretStr, TypeAdapter, ValidationError

from carryover.adapters.aws import reaching
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.kernel.identity import AccountAlias

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


class AccountKey(BaseModel):
    """How one account is entered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: SecretStr
    api_base: str | None = None

    @property
    def livemode(self) -> bool:
        """Stripe writes the mode into its keys (docs.stripe.com/keys)."""
        return "_live_" in self.key.get_secret_value()

    @property
    def restricted(self) -> bool:
        """Restricted keys begin with ``rk_``; a secret key may do everything."""
        return self.key.get_secret_value().startswith("rk_")


type Accounts = Mapping[str, AccountKey]

ACCOUNTS: Final = TypeAdapter(dict[AccountAlias, AccountKey], config=ConfigDict(defer_build=True))


class Keys(Protocol):
    """Where the keys are."""

    def of(self, account: str) -> AccountKey:
        """Find an account's key. Raises ``NeedsReview`` when there is none."""

    def reread(self) -> Accounts:
        """Look at all of them as they are now: a key may have been rolled."""


@dataclass(slots=True)
class KeySecret:
    """Reads the keys from Secrets Manager: on first use, and again when one seems out of date.

    A key that was rolled is noticed when Stripe refuses it, so warm workers need no restart and a
    normal read costs no extra call.
    """

    client: "SecretsManagerClient"
    name: str
    _held: Accounts = field(default_factory=dict)

    def of(self, account: str) -> AccountKey:
        """Find an account's key. Raises ``NeedsReview`` when there is none."""
        if account not in self._held:
            self.reread()
        if account not in self._held:
            raise NeedsReview(f"account {account}", f"The secret {self.name} has no key for it.")
        return self._held[account]

    def reread(self) -> Accounts:
        """Look at the secret as it is now."""
        with reaching(f"secret {self.name}"):
            answer = self.client.get_secret_value(SecretId=self.name)
        self._held = parsed(answer.get("SecretString", ""), self.name)
        return self._held


KEY_VARIABLE: Final = "CARRYOVER_STRIPE_KEY_"
BASE_VARIABLE: Final = "CARRYOVER_STRIPE_BASE_"
"""How the variables begin that hold an account's key and, for a local Stripe, its address; the
alias follows in capitals, ``-`` as ``_``: ``CARRYOVER_STRIPE_KEY_INTL_TEST``."""


@dataclass(frozen=True, slots=True)
class KeysFromEnvironment:
    """Reads the keys from variables: for people who work without a stage."""

    environ: Mapping[str, str]

    def of(self, account: str) -> AccountKey:
        """Find an account's key. Raises ``NeedsReview`` when there is none."""
        name = account.upper().replace("-", "_")
        key = self.environ.get(f"{KEY_VARIABLE}{name}", "").strip()
        if not key:
            raise NeedsReview(f"account {account}", f"Set {KEY_VARIABLE}{name} to its key.")
        base = self.environ.get(f"{BASE_VARIABLE}{name}", "").strip().rstrip("/")
        return AccountKey(key=SecretStr(key), api_base=base or None)

    def reread(self) -> Accounts:
        """List them all; an empty variable is none."""
        names = [
            name.removeprefix(KEY_VARIABLE).lower().replace("_", "-")
            for name, value in self.environ.items()
            if name.startswith(KEY_VARIABLE) and value.strip()
        ]
        return {name: self.of(name) for name in names}


@dataclass(frozen=True, slots=True)
class FirstKeys:
    """Looks where the person said, and only then where the stage keeps them."""

    first: Keys
    then: Keys

    def of(self, account: str) -> AccountKey:
        """Find an account's key; the second place is not even asked when the first has one."""
        try:
            return self.first.of(account)
        except NeedsReview:
            return self.then.of(account)

    def reread(self) -> Accounts:
        """Look at both; the first wins."""
        return {**self.then.reread(), **self.first.reread()}


def parsed(text: str, name: str) -> Accounts:
    """Read the secret's JSON. Neither text nor parser's error is quoted: both would show keys."""
    try:
        return ACCOUNTS.validate_json(text)
    except ValidationError:
        pass
    raise Retryable(f'secret {name} is not JSON like {{"us": {{"key": "rk_live_…"}}}}')
