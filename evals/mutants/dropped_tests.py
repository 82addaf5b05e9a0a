"""Drops the section "tests" of a task whose siblings have one."""

from evals.mutants.task_parts import dropper

MUTATOR = dropper("tests", "verification", "no-verification", "weak-tests")
