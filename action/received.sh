#!/usr/bin/env bash
# Takes in a review that another run made, perhaps of a fork: it may hold anything.
#
# Needs: WORK, REVIEW (the file), GITHUB_OUTPUT, GH_TOKEN, HEAD_OWNER, HEAD_BRANCH, HEAD_SHA.
# Output: number, the open pull request whose head that run was about; empty when there is none.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=action/common.sh
. "$root/action/common.sh"

if [ -L "$REVIEW" ] || [ ! -f "$REVIEW" ]; then
  echo '::error title=planproof::The input review names no file.'
  exit 2
fi
if [ "$(wc -c <"$REVIEW")" -gt 5000000 ]; then
  echo '::error title=planproof::The review is larger than 5 MB and is not read.'
  exit 2
fi
# Reading it holds it against the schema; what is not part of a review is refused.
guarded tool render "$REVIEW" --format json --output "$WORK/report/review.json"

# The number comes from the event and GitHub, never from the artifact.
export HEAD_SHA
number=$(gh api --method GET "repos/$GITHUB_REPOSITORY/pulls" \
  --raw-field state=open --raw-field "head=$HEAD_OWNER:$HEAD_BRANCH" \
  --jq '[.[] | select(.head.sha == env.HEAD_SHA) | .number][0] // empty')
case $number in
  '') echo 'The commit is no longer the head of an open pull request: nothing to say.' ;;
  *[!0-9]*)
    echo '::error title=planproof::GitHub named no number for the pull request.'
    exit 2
    ;;
esac
output number "$number"
