#!/usr/bin/env bash
# Shows the review: reports, summary of the job, annotations, outputs.
#
# Needs: WORK with report/review.json, GITHUB_OUTPUT, GITHUB_STEP_SUMMARY.
# Outputs: verdict, critical, major, minor, cost, json, report, sarif.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=action/common.sh
. "$root/action/common.sh"

review=$WORK/report/review.json
guarded tool render "$review" --format markdown --output "$WORK/report/review.md"
guarded tool render "$review" --format sarif --output "$WORK/report/review.sarif"
guarded into "$GITHUB_STEP_SUMMARY" tool github summary "$review"
guarded into "$GITHUB_OUTPUT" tool github outputs "$review"
output json "$review"
output report "$WORK/report/review.md"
output sarif "$WORK/report/review.sarif"
# These lines are meant for the runner, so nothing stops it from obeying them.
tool github annotations "$review"
