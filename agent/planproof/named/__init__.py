"""What a plan names of its code base: symbols, commands, packages, claims of state."""
