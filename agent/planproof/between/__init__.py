"""What is wrong between plans, each of which may be sound by itself.

Every plan is read once and becomes a small `Profile`; rules then look at what several profiles
say under one key. So the work grows with the text, not with the number of pairs of plans.
"""
