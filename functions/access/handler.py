"""Access: what members may see there follows what they pay here, and the other way round."""

from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from carryover.edge.sqs import drain
from carryover.edge.telemetry import logger, metrics
from carryover.wiring.access import worker_for


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Do what each message says, after looking at both sides."""
    return drain(event, context, worker_for(event))
