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

# A state that counts for another configuration is refused, and not tried again and again.
inside mkdir -p /etc/systemd/system/spendwatch.service.d
inside cp /etc/spendwatch/alerts.yaml /etc/spendwatch/other.yaml
printf '[Service]\nExecStart=\nExecStart=/usr/local/bin/spendwatch run --config /etc/spendwatch/other.yaml\n' |
  inside tee /etc/systemd/system/spendwatch.service.d/90-other.conf >/dev/null
inside systemctl daemon-reload
refuse "it starts with another configuration" restart_clean
await "it has failed" 10 property_is ActiveState failed
expect "with the status for a state that is not usable" property_is ExecMainStatus 75
sleep 3
expect "it was not restarted" property_is NRestarts 0
expect "the journal names both configurations" \
  inside sh -c "journalctl --unit=$unit --no-pager | grep 'belongs to /etc/spendwatch/alerts.yaml' | grep -q other.yaml"
inside rm -r /etc/systemd/system/spendwatch.service.d/90-other.conf /etc/spendwatch/other.yaml
inside systemctl daemon-reload
expect "and starts again with its own" restart_clean

# A state that is in use is waited for.
inside systemctl stop "$unit"
inside sh -c 'flock /var/lib/private/spendwatch/spendwatch.lock sleep 6 >/dev/null 2>&1 &'
expect "a state in use is waited for" restart_clean
expect "without a restart" property_is NRestarts 0
expect "and that was said" inside sh -c "journalctl --unit=$unit --no-pager | grep -q 'trying again for ten minutes'"
