#!/usr/bin/env bash
# Lists the plans that the event changes.
#
# Needs: WORK, PLAN_PATHS (globs, one a line; may be empty), GITHUB_EVENT_PATH, GITHUB_OUTPUT,
# GITHUB_STEP_SUMMARY; runs in the workspace.
# Output: count; the paths stand in $WORK/plans, each ended by a NUL.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=action/common.sh
. "$root/action/common.sh"

: >"$WORK/plans"
if [ -n "${PLAN_PATHS:-}" ]; then
  guarded into "$WORK/plans" tool github plans --null --paths "$PLAN_PATHS"
else
  guarded into "$WORK/plans" tool github plans --null
fi
count=$(LC_ALL=C tr -cd '\000' <"$WORK/plans" | wc -c | tr -d ' ')
echo "Plans to review: $count"
if [ "$count" -eq 0 ]; then
  printf '## planproof\n\nNo plan is changed: nothing to review.\n' >>"$GITHUB_STEP_SUMMARY"
fi
output count "$count"
