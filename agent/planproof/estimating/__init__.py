"""What a review of a plan would ask, and what that would come to, before anything is asked."""
