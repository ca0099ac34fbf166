# What the scripts of this folder share; sourced, never run. It finds the repository and the tools, and measures steps.
# It never sets RUSTFLAGS or CARGO_TARGET_DIR: .cargo/config.toml holds the one set of flags, and a second set would rebuild every crate.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

export PATH="$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"
# Written by .ci/setup on a machine that had to fall back to Debian's compiler; both halves must then use it.
# shellcheck disable=SC1091
if [ -f .ci/local.env ]; then . .ci/local.env; fi

tools=.ci/tools/node_modules/.bin

# A build that nobody watches must not quietly resolve other versions than those committed.
cargo_flags=()
if [ -n "${CI:-}" ]; then
  cargo_flags+=(--locked)
  export CARGO_INCREMENTAL=0
fi

say() { printf '%s\n' "$*"; }

die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# Seconds with one decimal between two values of EPOCHREALTIME; it is microseconds once the separator is gone.
elapsed() {
  local from=${1//[!0-9]/} to=${2//[!0-9]/}
  local tenths=$(((to - from) / 100000))
  printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}

sha() { sha256sum "$@" | cut -d' ' -f1; }

# Exactly this wasm-bindgen fits the crate of that name: the two halves of its format change with every version.
wasm_bindgen_version() {
  awk '/^name = "wasm-bindgen"$/ { found = 1; next } found && /^version = / { gsub(/"/, "", $3); print $3; exit }' Cargo.lock
}
