"""Files of a plan: which ones there are, and their bytes as lines."""
