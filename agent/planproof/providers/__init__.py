"""Ways to get a request answered, one file each; the only place that knows a model SDK."""
