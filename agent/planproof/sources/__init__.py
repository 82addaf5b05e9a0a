"""Reading plans: from paths to a `Plan`."""

from planproof.sources.load import load

__all__ = ["load"]
