"""The subscription recreation: moves subscriptions into another account, one per message."""

from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from carryover.edge.sqs import drain
from carryover.edge.telemetry import logger, metrics
from carryover.wiring.subscription_recreation import worker


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Drive each move as far as it can go."""
    return drain(event, context, worker(context))
