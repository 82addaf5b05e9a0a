"""Every error that planproof raises on purpose, and the exit codes.

    PlanproofError
    ├── UsageError          exit 2: arguments or configuration
    │   └── ConfigError     a setting that is unknown or malformed
    ├── BudgetError         exit 2: a review costs more than it may
    ├── NoPlanError         exit 3: nothing to review at the path
    ├── ProviderError       exit 4: a model could not be asked
    └── GitHubError         exit 4: the review is there, but not where it should be posted

A message quotes the value, names the file and says the next step. The command line
prints it as one sentence; a traceback never reaches a user.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process says to its caller."""

    OK = 0
    """Nothing at or above `--fail-on`."""
    FINDINGS = 1
    """Findings at or above `--fail-on`."""
    USAGE = 2
    """Arguments or configuration are wrong."""
    NO_PLAN = 3
    """There is no plan at the path."""
    INCOMPLETE = 4
    """The review is incomplete."""


class PlanproofError(Exception):
    """Root of the tree."""

    exit_code = ExitCode.USAGE


class UsageError(PlanproofError):
    """An argument that cannot be served."""


class ConfigError(UsageError):
    """A configuration file or setting that is unknown or malformed."""


class BudgetError(PlanproofError):
    """A review would certainly cost more than it may."""


class NoPlanError(PlanproofError):
    """The path holds nothing that could be a plan."""

    exit_code = ExitCode.NO_PLAN


class ProviderError(PlanproofError):
    """A model could not be asked, or did not answer."""

    exit_code = ExitCode.INCOMPLETE


class GitHubError(PlanproofError):
    """GitHub did not do what it was asked, or could not be reached."""

    exit_code = ExitCode.INCOMPLETE

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        """The status that GitHub answered with; None where it did not answer."""
