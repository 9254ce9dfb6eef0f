"""What a Lambda is told by its environment. A Lambda's settings are the sum of its needs:

    class Needs(UsesTable, UsesInboundQueue):
        '''All this Lambda may know.'''

so that template.yaml can grant exactly those (``Needs.variables()`` names them, tests compare). No
pydantic here: the ingress must start fast (DESIGN §9). Secrets travel by name, never by value.
"""

import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Self, overload


class Misconfigured(Exception):
    """The environment is not as template.yaml describes it; nothing can work until it is."""


class Variable[Value]:
    """One environment variable, what it means, and how its text is read."""

    def __init__(self, name: str, meaning: str, read: Callable[[str], Value]) -> None:
        self.name = name
        self.meaning = meaning
        self.read = read

    @overload
    def __get__(self, settings: None, owner: type) -> Self: ...
    @overload
    def __get__(self, settings: "Settings", owner: type) -> Value: ...
    def __get__(self, settings: "Settings | None", owner: type) -> Self | Value:
        """Answer the value on an instance, the variable itself on the class."""
        return self if settings is None else self.value_in(settings.environ)

    def value_in(self, environ: Mapping[str, str]) -> Value:
        """Read it, or say in one sentence what is wrong. A blank value counts as missing."""
        text = environ.get(self.name, "").strip()
        if not text:
            raise Misconfigured(f"{self.name} is not set: it should hold {self.meaning}.")
        try:
            return self.read(text)
        except ValueError as error:
            raise Misconfigured(
                f"{self.name} is {text!r}: it should hold {self.meaning}."
            ) from error


class Settings:
    """The environment, seen through the variables a subclass declares."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        for variable in self.declared():
            variable.value_in(environ)

    @classmethod
    def load(cls) -> Self:
        """Read the process's environment; whatever is missing is found now, not in mid-work."""
        return cls(os.environ)

    @classmethod
    def variables(cls) -> frozenset[str]:
        """Name every variable this Lambda needs."""
        return frozenset(variable.name for variable in cls.declared())

    @classmethod
    def declared(cls) -> list[Variable[Any]]:
        """Collect the variables of all the needs this class is the sum of."""
        return [
            value
            for need in cls.__mro__
            for value in vars(need).values()
            if isinstance(value, Variable)
        ]


def _duration(text: str) -> timedelta:
    """Read a number of seconds; zero is allowed, so that tests and demos need not wait."""
    duration = timedelta(seconds=int(text))
    if duration < timedelta():
        raise ValueError(text)
    return duration


class UsesStage(Settings):
    """Knows where it runs."""

    stage = Variable("CARRYOVER_STAGE", "the stage's name: local, dev, staging or prod", str)


class UsesTable(Settings):
    """Remembers business state."""

    table = Variable("CARRYOVER_TABLE", "the name of the business table", str)


class UsesIdempotency(Settings):
    """Works each message once."""

    idempotency_table = Variable(
        "CARRYOVER_IDEMPOTENCY_TABLE", "the name of the idempotency table", str
    )


class UsesInboundQueue(Settings):
    """Puts deliveries on the channel."""

    inbound_queue_url = Variable(
        "CARRYOVER_INBOUND_QUEUE_URL", "the URL of the queue all deliveries enter by", str
    )


class UsesSubscriptionMirrorQueue(Settings):
    """Tells the subscription mirror facts."""

    subscription_mirror_queue_url = Variable(
        "CARRYOVER_SUBSCRIPTION_MIRROR_QUEUE_URL", "the URL of the subscription mirror's queue", str
    )


class UsesScheduledSyncQueue(Settings):
    """Continues a scheduled sync in the next message."""

    scheduled_sync_queue_url = Variable(
        "CARRYOVER_SCHEDULED_SYNC_QUEUE_URL", "the URL of the scheduled sync's queue", str
    )


class UsesSubscriptionRecreationQueue(Settings):
    """Continues a migration in the next message."""

    subscription_recreation_queue_url = Variable(
        "CARRYOVER_SUBSCRIPTION_RECREATION_QUEUE_URL",
        "the URL of the subscription recreation's queue",
        str,
    )


class UsesBucket(Settings):
    """Keeps what is too large for a message or an item."""

    bucket = Variable("CARRYOVER_BUCKET", "the name of the artefacts bucket", str)


class UsesStripeWebhookSecrets(Settings):
    """Tells Stripe's deliveries from forgeries."""

    stripe_webhook_secrets = Variable(
        "CARRYOVER_STRIPE_WEBHOOK_SECRETS",
        "the name of the secret with every Stripe account's webhook signing secrets",
        str,
    )


class UsesStripe(Settings):
    """Reads Stripe."""

    stripe_keys = Variable(
        "CARRYOVER_STRIPE_KEYS", "the name of the secret with every Stripe account's key", str
    )


class UsesRetries(Settings):
    """Puts messages back for a while."""

    retry_base = Variable(
        "CARRYOVER_RETRY_BASE_SECONDS", "whole seconds to wait before the first retry", _duration
    )


class UsesSettleDelay(Settings):
    """Waits before it looks again."""

    settle_delay = Variable(
        "CARRYOVER_SETTLE_DELAY_SECONDS",
        "whole seconds to let same-second events settle before reading the object back",
        _duration,
    )


class UsesAccessQueue(Settings):
    """Tells the access worker what happened, or goes on with it in the next message."""

    access_queue_url = Variable(
        "CARRYOVER_ACCESS_QUEUE_URL", "the URL of the queue of everything about access", str
    )


class UsesAccessPollQueue(Settings):
    """Tells the access worker what can wait."""

    access_poll_queue_url = Variable(
        "CARRYOVER_ACCESS_POLL_QUEUE_URL",
        "the URL of the queue of polls, audits and mass work of access",
        str,
    )


class UsesKajabiHookTokens(Settings):
    """Tells Kajabi's hooks from strangers."""

    kajabi_hook_tokens = Variable(
        "CARRYOVER_KAJABI_HOOK_SECRETS",
        "the name of the secret with the tokens in every Kajabi site's hook URL",
        str,
    )


class UsesKajabi(Settings):
    """Reads Kajabi, and gives and takes access there."""

    kajabi_keys = Variable(
        "CARRYOVER_KAJABI_KEYS", "the name of the secret with every Kajabi site's API key", str
    )
