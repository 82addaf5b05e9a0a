"""Drops the section "steps" of a task whose siblings have one."""

from evals.mutants.task_parts import dropper

MUTATOR = dropper("steps", "structure", "unfinished-task", "underspecified-step")
