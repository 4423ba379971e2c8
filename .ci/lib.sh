# The stages of .ci/run and .ci/deep. Each of these two reads this file, adds its stages, and ends with `run_stages "$@"`.
#   .ci/run           every stage in order; stops at the first failure
#   .ci/run NAME…     these stages alone
#   .ci/run --list    the names, and what each stage shows
# A stage installs what it needs by itself: it needs Node.js 20 with npm, git and, for some, Python 3.11 with venv.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export CI=true

scratch=$(mktemp -d)
passed=0
complete=no
current=''
prepared=' '
declare -a stage_names=()
declare -A stage_shows=() stage_command=()

# stage NAME 'what it shows' COMMAND…: adds a stage.
stage() {
  local name=$1 shows=$2
  shift 2
  stage_names+=("$name")
  stage_shows[$name]=$shows
  stage_command[$name]=$(printf '%q ' "$@")
}

# prepare COMMAND: runs what several stages need, once.
prepare() {
  if [[ $prepared != *" $1 "* ]]; then
    "$1"
    prepared+="$1 "
  fi
}

# without_data COMMAND…: runs the command as in a new clone, where no variable names optional data.
without_data() {
  env -u SOCRATIC_SHARED -u SOCRATIC_SMOLLM2 -u SOCRATIC_PYTHON -u SOCRATIC_REQUIRE "$@"
}

# fresh_clone FOLDER: clones HEAD to FOLDER/socratic, with nothing installed and nothing beside it.
fresh_clone() {
  mkdir -p "$1"
  # git refuses to clone a repository that belongs to another user, unless a configuration file allows it
  printf '[safe]\n\tdirectory = *\n' >"$scratch/gitconfig"
  GIT_CONFIG_GLOBAL=$scratch/gitconfig git clone --quiet . "$1/socratic"
}

# What all stages need.
before_stages() {
  node scripts/ensure-install.mjs
}

run_stages() {
  local name
  if [ "$*" = --list ]; then
    for name in "${stage_names[@]}"; do printf '%-12s %s\n' "$name" "${stage_shows[$name]}"; done
    rm -rf "$scratch"
    return
  fi
  for name in "$@"; do
    if [ -z "${stage_shows[$name]-}" ]; then
      printf 'error  unknown-stage  There is no stage "%s". Expected some of: %s.\n' "$name" "${stage_names[*]}" >&2
      rm -rf "$scratch"
      exit 2
    fi
  done
  [ $# -gt 0 ] || set -- "${stage_names[@]}"
  trap finish EXIT
  current='(installation)'
  before_stages
  for name in "$@"; do run_stage "$name"; done
  complete=yes
}

run_stage() {
  current=$1
  local started=$SECONDS
  printf '\n=== %s: %s\n' "$current" "${stage_shows[$current]}"
  eval "${stage_command[$current]}" </dev/null
  passed=$((passed + 1))
  printf -- '--- %s: %d s\n' "$current" "$((SECONDS - started))"
}

finish() {
  local status=$?
  if [ "$complete" = yes ]; then
    printf '\nstages: %d passed, 0 failed\n' "$passed"
  else
    # a signal that ends this script leaves the status of the command before it, which may be 0
    printf '\nThe stage "%s" failed or was stopped (exit code %d).\n' "$current" "$status"
    printf 'stages: %d passed, 1 failed\n' "$passed"
  fi
  rm -rf "$scratch"
}

smollm2() {
  SOCRATIC_SMOLLM2=$(node scripts/fetch-smollm2.mjs)
  export SOCRATIC_SMOLLM2
}
