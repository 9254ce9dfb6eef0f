"""Where AWS events come in and answers go out. Knows the kernel, the ports and Powertools."""
