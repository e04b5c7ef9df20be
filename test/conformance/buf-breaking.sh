#!/usr/bin/env bash
# Compares the contract with that of main before this change: the parent commit where main is checked out, main
# itself on a branch. Says so and succeeds where there is nothing to compare with yet.
set -euo pipefail
cd "$(dirname "$0")/../.."
base=$(git rev-parse --verify --quiet main || git rev-parse HEAD)
[ "$base" = "$(git rev-parse HEAD)" ] && base=$(git rev-parse --verify --quiet HEAD~1 || true)
if [ -z "$base" ] || ! git cat-file -e "$base:buf.yaml" 2>/dev/null; then
  echo "nothing to compare the contract with yet"
  exit 0
fi
buf breaking --against ".git#ref=$base"
echo "no break since $base"
