"""Drops the section "files" of a task whose siblings have one."""

from evals.mutants.task_parts import dropper

MUTATOR = dropper("files", "structure", "unfinished-task")
