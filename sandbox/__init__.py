"""The outside world on one machine: stateful local providers that real clients talk to."""
