"""Where ports meet adapters: one module per Lambda, and the only place that reads the environment
and the clock."""
