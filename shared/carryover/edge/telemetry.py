"""One logger and one set of metrics for every Lambda.

A log line is a verb phrase and keys; the envelope's id and cause ride on every line
(``logger.append_context_keys(message_id=…, cause=…)``). Never an e-mail, a card, a raw payload, a
signature or a secret. Service name and level come from the POWERTOOLS_* variables in template.yaml.
"""

import warnings
from typing import Final

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import Metrics, MetricUnit, single_metric

NAMESPACE: Final = "Carryover"
"""CloudWatch namespace of every metric; alarms and the dashboard in template.yaml name it too."""

# An invocation with nothing to count is not worth a line in the log.
warnings.filterwarnings("ignore", "No application metrics to publish", UserWarning)

logger: Final = Logger(utc=True, use_rfc3339=True)
metrics: Final = Metrics(namespace=NAMESPACE)


def count(metric: str, number: int = 1) -> None:
    """Add to a counter; written to the log as EMF when the invocation ends."""
    metrics.add_metric(name=metric, unit=MetricUnit.Count, value=number)


def count_by(metric: str, **dimensions: str) -> None:
    """Count one in a counter that is kept per dimension, for example ``reason="stale"``."""
    with single_metric(
        name=metric,
        unit=MetricUnit.Count,
        value=1,
        namespace=NAMESPACE,
        default_dimensions={"service": metrics.service or "unknown", **dimensions},
    ):
        pass
