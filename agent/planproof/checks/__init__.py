"""Checks: rules that need no model. One file each, listed in `registry`."""
