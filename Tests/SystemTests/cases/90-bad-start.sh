# A bad configuration is not tried again and again.
root=$("$tests/machine" root "$machine")
cp "$root/etc/spendwatch/alerts.yaml" "$scratch/good.yaml"
printf 'budgets:\n  - feature: support_qa\n    dayly: 3\n' | configure
refuse "it starts" restart_clean
await "it has failed" 10 property_is ActiveState failed
expect "with the status for a bad configuration" property_is ExecMainStatus 78
sleep 3
expect "it was not restarted" property_is NRestarts 0
expect "the journal says where the mistake is" \
  inside sh -c "journalctl --unit=$unit --no-pager | grep -q 'dayly'"
configure <"$scratch/good.yaml"
expect "and starts once it is corrected" restart_clean

# A second daemon on the same state refuses to start, and leaves the first one alone.
pid=$(main_pid)
printf 'sources:\n  - path: %s\nbudgets:\n  - unlisted: true\n    daily: 1\n' "$log_file" |
  inside tee /etc/spendwatch/second.yaml >/dev/null
inside timeout 20 spendwatch run --config /etc/spendwatch/second.yaml --state-dir /var/lib/private/spendwatch
status=$?
inside rm /etc/spendwatch/second.yaml
expect "a state in use is refused with 75" test "$status" -eq 75
expect "the first one runs on" property_is MainPID "$pid"
