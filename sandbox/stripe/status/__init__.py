"""What a person sees of the sandbox: the page at ``/_sandbox/`` and the log of requests."""
