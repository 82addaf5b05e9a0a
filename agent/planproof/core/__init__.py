"""The values that pass between stages: frozen, typed, free of I/O."""
