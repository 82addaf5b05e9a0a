#!/usr/bin/env bash
# Posts the review on the pull request.
#
# Needs: WORK with report/review.json, COMMENT, REVIEW_COMMENTS, GITHUB_EVENT_NAME, GITHUB_TOKEN and
# the rest of what Actions sets. May have: REPORT_URL, FROM_FORK, PULL_REQUEST, COMMIT.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=action/common.sh
. "$root/action/common.sh"

arguments=(--comment "$COMMENT" --review-comments "$REVIEW_COMMENTS")
if [ -n "${REPORT_URL:-}" ]; then
  arguments+=(--report-url "$REPORT_URL")
fi
if [ "$COMMENT" = none ] && [ "$REVIEW_COMMENTS" = none ]; then
  exit 0
fi
if [ -n "${PULL_REQUEST:-}" ]; then
  arguments+=(--pull-request "$PULL_REQUEST" --commit "$COMMIT")
elif [ "$GITHUB_EVENT_NAME" != pull_request ]; then
  echo 'This run is about no pull request: no comment.'
  exit 0
fi
if [ "${FROM_FORK:-}" = true ]; then
  echo '::notice title=planproof::A pull request from a fork may not comment; docs/github.md shows a second workflow that may.'
  exit 0
fi
# The review stands whether or not it could be posted: what fails here blocks nobody.
if ! guarded tool github comment "$WORK/report/review.json" "${arguments[@]}"; then
  echo '::warning title=planproof::The comment was not posted; the log of this step says why.'
fi
