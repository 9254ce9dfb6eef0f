"""HighLevel's door: check the signature, put on the channel, answer. One AWS call."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from carryover.edge.http import Answer
from carryover.edge.telemetry import logger, metrics
from carryover.wiring.highlevel_webhook import door


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], _context: LambdaContext) -> Answer:
    """Answer one delivery."""
    return door().respond(event)
