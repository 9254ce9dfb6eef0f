"""Which feature hears of which fact: one table, one line each, with the reason."""
