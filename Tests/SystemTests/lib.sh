# What the cases share. A case is a file that calls `expect`; the first expectation that does not hold ends it.
# Everything with `inside` happens in the machine.
# shellcheck shell=bash

log_file=/var/log/llm/cost_events.jsonl
unit=spendwatch.service

inside() { "$tests/machine" exec "$machine" "$@"; }

# expect WHAT CMD…: the command has to succeed.
expect() {
  local what=$1 output
  shift
  output=$("$@" 2>&1) && return 0
  printf '%s\n' "expected: $what" "  command: $*" "${output:+  output: $(printf '%s' "$output" | tail -n 15)}" >&3
  exit 1
}

# refuse WHAT CMD…: the command has to fail.
refuse() {
  local what=$1
  shift
  "$@" >/dev/null 2>&1 || return 0
  printf '%s\n' "expected: $what" "  but this succeeded: $*" >&3
  exit 1
}

# await WHAT SECONDS CMD…: the command has to succeed before the time is over.
await() {
  local what=$1 end=$((SECONDS + $2))
  shift 2
  until "$@" >/dev/null 2>&1; do
    if [ $SECONDS -ge $end ]; then expect "$what" "$@"; return; fi
    sleep 0.1
  done
}

# A value out of `status --json`: an expression over `s` in Python.
status_value() { inside spendwatch status --json 2>/dev/null | python3 -c "import json,sys; s=json.load(sys.stdin); print($1)"; }

status_is() {
  local found
  found=$(status_value "$1" 2>/dev/null)
  echo "found: ${found:-no answer}"
  [ "$found" = "$2" ]
}

property() { inside systemctl show --property="$1" --value "$unit"; }

property_is() {
  local found
  found=$(property "$1")
  echo "found: $found"
  [ "$found" = "$2" ]
}

main_pid() { property MainPID; }

# Sends a signal to the daemon itself. `systemctl kill` fails where the control group cannot be walked.
signal() { inside kill -s "$1" "$(main_pid)"; }

now() { date -u +%Y-%m-%dT%H:%M:%S.%3NZ; }

# event FEATURE COST: one line of a log.
event() { printf '{"timestamp":"%s","feature_name":"%s","model":"m","cost_usd":%s}\n' "$(now)" "$1" "$2"; }

# events FEATURE COST COUNT: as many lines with one time.
events() {
  local time
  time=$(now)
  yes "{\"timestamp\":\"$time\",\"feature_name\":\"$1\",\"model\":\"m\",\"cost_usd\":$2}" | head -n "$3"
}

append() { cat >>"$("$tests/machine" root "$machine")$log_file"; }

# totals FEATURE: "EVENTS SPEND" as the daemon counts them.
totals() {
  status_value "'{events} {spend_usd}'.format(**s['totals']['features'].get('$1', {'events': 0, 'spend_usd': '0'}))"
}

totals_are() {
  local found
  found=$(totals "$1" 2>/dev/null)
  echo "$1: ${found:-no answer}"
  [ "$found" = "$2 $3" ]
}

# posted EXPRESSION: whether the receiver got a body for which the expression over `b` holds.
posted() {
  python3 -c "
import json, sys
bodies = [json.loads(line) for line in open('$received')]
sys.exit(0 if any($1 for b in bodies) else 1)"
}

# journal_has FIELD=VALUE …: whether the journal has such an entry of the daemon.
journal_has() { [ -n "$(inside journalctl --quiet --output=cat --lines=1 SYSLOG_IDENTIFIER=spendwatch "$@")" ]; }

# configure <FILE: writes the configuration.
configure() { cat >"$("$tests/machine" root "$machine")/etc/spendwatch/alerts.yaml"; }

# override NAME <FILE: writes a drop-in of the unit.
override() {
  local directory
  directory=$("$tests/machine" root "$machine")/etc/systemd/system/$unit.d
  mkdir -p "$directory"
  cat >"$directory/$1.conf"
  inside systemctl daemon-reload
}

# The id of a kind of message.
message_id() { sed -n "s/^    case \.$1: \"\(.*\)\"/\1/p" "$project/Sources/Systemd/Logging/LogKind+MessageID.swift"; }

restart_clean() {
  inside systemctl reset-failed "$unit" 2>/dev/null || true
  inside systemctl restart "$unit"
}
