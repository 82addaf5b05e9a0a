"""Drops the section "verification" of a task whose siblings have one."""

from evals.mutants.task_parts import dropper

MUTATOR = dropper("verification", "verification", "no-verification", "weak-acceptance")
