#!/usr/bin/env bash
# Do the figures of a survey agree with pandas and scipy? Usage: tests/check/run.sh [PROGRAM], after `cargo build`.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
kocho="${1:-$root/target/debug/kocho}"
survey="$root/config/demo/monitor_survey.json"
answers="$root/config/demo/monitor_responses.csv"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python="${KOCHO_CHECK_PYTHON:-}"
if [[ -z "$python" ]]; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
  python="$work/venv/bin/python"
fi

export KOCHO__DATA__DIR="$work/data" KOCHO__SERVER__PUBLIC_URL="https://kocho.example.jp"
mkdir "$KOCHO__DATA__DIR"
cd "$root"
"$kocho" migrate
"$kocho" survey import "$survey"
"$kocho" survey answers monitor-2026-02 "$answers"
results() { "$kocho" survey results monitor-2026-02 --json "$@"; }
results >"$work/whole.json"
for by in age_group gender district Q1 Q7 Q10_3 Q2; do
  results --by "$by" >"$work/by_$by.json"
done
for weights in cells margins; do
  results --by gender --population "$here/population_$weights.csv" >"$work/weights_$weights.json"
done
"$python" "$here/check.py" "$survey" "$answers" "$work"
