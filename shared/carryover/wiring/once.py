"""Works a message once, however often it is delivered: the second net (DESIGN §4).

EventBridge Scheduler and SQS deliver at least once. A page of a walk that were worked twice would
be right, but would send its successor twice, and every page after it. So the envelope's id is the
key of a Powertools idempotency record, kept longer than any queue keeps a message.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyAlreadyInProgressError,
    IdempotencyInconsistentStateError,
    IdempotencyPersistenceLayerError,
)
from aws_lambda_powertools.utilities.typing import LambdaContext

from carryover.kernel.errors import Retryable
from carryover.kernel.messages import Envelope

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEPT_FOR: Final = timedelta(days=35)
"""DESIGN §11. Days in the queue (14) and among the dead letters (14), and a week to spare."""

type Handle[Letter] = Callable[[Letter], Mapping[str, object]]


class Once:
    """Remembers what was done in the idempotency table, through the client everybody shares."""

    def __init__(self, client: "DynamoDBClient", table: str, prefix: str) -> None:
        """``prefix`` names the worker: two workers may do something about the same message."""
        self.layer = DynamoDBPersistenceLayer(table_name=table, boto3_client=client)
        self.prefix = prefix
        self.config = IdempotencyConfig(
            expires_after_seconds=int(KEPT_FOR.total_seconds()), hash_function="sha256"
        )

    def invoked(self, context: LambdaContext) -> None:
        """Begin an invocation: a message cut off with it may be begun again once it is over.

        Without this a record left behind by a worker that died would block its message for good.
        """
        self.config.register_lambda_context(context)

    def __call__[Letter: Envelope[Any]](self, handle: Handle[Letter]) -> Handle[Letter]:
        """Wrap a worker's work. What it answers is kept, and answered again."""

        def work(*, message_id: str, letter: Letter) -> Mapping[str, object]:
            del message_id
            return handle(letter)

        remembered = idempotent_function(
            work,
            data_keyword_argument="message_id",
            persistence_store=self.layer,
            config=self.config,
            key_prefix=self.prefix,
        )

        def once(letter: Letter) -> Mapping[str, object]:
            try:
                done: Mapping[str, object] = remembered(message_id=letter.id, letter=letter)
            except IdempotencyAlreadyInProgressError as error:
                raise Retryable("another worker has this message in hand") from error
            except (IdempotencyPersistenceLayerError, IdempotencyInconsistentStateError) as error:
                raise Retryable(f"the idempotency table: {type(error).__name__}") from error
            return done

        return once
