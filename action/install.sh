#!/usr/bin/env bash
# Installs planproof from this checkout, with the versions that were tried, into a folder of its own.
#
# Needs: PYTHON (a Python from 3.11 on), RUNNER_TEMP, GITHUB_OUTPUT.
# Output: work, the folder that the other steps know as WORK.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=action/common.sh
. "$root/action/common.sh"

WORK=$(mktemp -d "$RUNNER_TEMP/planproof.XXXXXX")
mkdir "$WORK/report"
# Not in the workspace, and isolated: `python -m` would import what lies there.
cd "$WORK"
"$PYTHON" -I -m venv venv
if [ -d venv/Scripts ]; then
  inside=venv/Scripts/python.exe
else
  inside=venv/bin/python
fi
# The second name is the one that newer versions of pip read for what builds the package.
PIP_CONSTRAINT="$root/constraints.txt" PIP_BUILD_CONSTRAINT="$root/constraints.txt" \
  "$inside" -I -m pip --disable-pip-version-check --no-input install --quiet "$root"
tool --version
output work "$WORK"
