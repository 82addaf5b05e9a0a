# shellcheck shell=bash
# What the steps have in common. They run with bash 3.2 and newer, on every system that has runners.
#
# WORK is the folder that install.sh makes: venv/ with planproof, report/ with what it writes.

export PYTHONUTF8=1
# A workspace is somebody's checkout: none of its files may be imported by chance.
export PYTHONSAFEPATH=1

random() {
  od -An -N16 -tx1 /dev/urandom | tr -d ' \n'
}

# planproof itself, wherever this system's venv keeps programs.
tool() {
  if [ -d "$WORK/venv/Scripts" ]; then
    "$WORK/venv/Scripts/planproof.exe" "$@"
  else
    "$WORK/venv/bin/planproof" "$@"
  fi
}

# Run a command whose output may hold the names of files and the words of plans: until it has
# ended, the runner obeys no line of it. Both streams go through one pipe, so that none overtakes.
guarded() {
  local token code=0
  token=$(random)
  printf '::stop-commands::%s\n' "$token"
  "$@" 2>&1 || code=$?
  printf '\n::%s::\n' "$token"
  return "$code"
}

# into FILE COMMAND...: add the output of a command to a file.
into() {
  local file=$1
  shift
  "$@" >>"$file"
}

# output NAME VALUE: an output of this step, whatever the value holds.
output() {
  local mark
  mark=$(random)
  printf '%s<<%s\n%s\n%s\n' "$1" "$mark" "$2" "$mark" >>"$GITHUB_OUTPUT"
}
