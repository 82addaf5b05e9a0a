"""Units of work: the label grammar, and one reader for each way of writing them."""
