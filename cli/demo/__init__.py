"""``make demo``: the main job on one machine, judged by comparing our record with Stripe's
truth."""
