#!/usr/bin/env bash
# Fails the job by what was found, after everything has been shown.
#
# Needs: WORK with report/review.json, INCOMPLETE (fail or warn); runs in the workspace.
# May have: FAIL_ON.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=action/common.sh
. "$root/action/common.sh"

arguments=(--incomplete fail)
if [ -n "${FAIL_ON:-}" ]; then
  arguments+=(--fail-on "$FAIL_ON")
fi
code=0
guarded tool github gate "$WORK/report/review.json" "${arguments[@]}" || code=$?
case $code in
  1) echo '::error title=planproof::A plan has findings that must be fixed first; the summary names them.' ;;
  4)
    if [ "$INCOMPLETE" = warn ]; then
      echo '::warning title=planproof::The review is incomplete; the summary says what was not judged.'
      exit 0
    fi
    echo '::error title=planproof::The review is incomplete; the summary says what was not judged.'
    ;;
esac
exit "$code"
