#!/usr/bin/env bash
# Reviews the listed plans, once, in one run.
#
# Needs: WORK, GITHUB_OUTPUT; runs in the workspace. May have: PROVIDER, MODEL, RUBRIC, DEPTH,
# FAIL_ON, MAX_COST, FROM_FORK, and the keys of the providers.
# Output: code, the exit code of the review; the review itself is $WORK/report/review.json.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=action/common.sh
. "$root/action/common.sh"

review=$WORK/report/review.json
arguments=(review --format json --output "$review")

# with OPTION VALUE: an input that was left empty leaves the choice to planproof.toml.
with() {
  if [ -n "$2" ]; then
    arguments+=("$1" "$2")
  fi
}

provider=${PROVIDER:-}
if [ "${FROM_FORK:-}" = true ] && [ -z "${ANTHROPIC_API_KEY:-}${OPENAI_API_KEY:-}" ]; then
  case $provider in
    '' | auto | anthropic | openai)
      echo '::notice title=planproof::This pull request comes from a fork, which gets no keys: only the checks run.'
      provider=none
      ;;
  esac
fi
with --provider "$provider"
with --model "${MODEL:-}"
with --rubric "${RUBRIC:-}"
with --depth "${DEPTH:-}"
with --fail-on "${FAIL_ON:-}"
with --max-cost "${MAX_COST:-}"

plans=()
while IFS= read -r -d '' plan; do
  plans+=("$plan")
done <"$WORK/plans"

code=0
guarded tool "${arguments[@]}" -- "${plans[@]}" || code=$?
case $code in
  # Findings and gaps are reported first; the last step fails by them.
  0 | 1 | 4) ;;
  *) exit "$code" ;;
esac
if [ ! -s "$review" ]; then
  exit 4
fi
output code "$code"
