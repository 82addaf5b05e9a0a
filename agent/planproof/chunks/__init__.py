"""From a plan to chunks: runs of lines that fit a token budget, cut where the author cut.

Every line of every document is in exactly one chunk. A document is cut at the borders of its
phases first. What is then still too long is cut before the lines that rank best: a heading, a
task, a block, and last a line within a block. Tasks and blocks that fit the budget stay whole.
"""

from planproof.chunks.plan import chunk_plan, numbered, pack, plan_line, split

__all__ = ["chunk_plan", "numbered", "pack", "plan_line", "split"]
