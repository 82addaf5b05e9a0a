"""Markdown as plans write it: blocks, and prose without code and comments."""
