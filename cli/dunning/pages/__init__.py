"""Pages about failed payments, in the manner of ``cli.migrate.pages``."""
