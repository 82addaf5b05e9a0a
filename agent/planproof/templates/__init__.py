"""Templates: documents whose form a plan is measured against."""
