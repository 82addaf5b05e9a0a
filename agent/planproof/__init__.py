"""planproof reviews implementation plans: whole, with evidence, before a line is built."""

__version__ = "0.1.0"
