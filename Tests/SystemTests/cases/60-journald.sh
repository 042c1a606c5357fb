# Neither a frozen nor a stopped journald stops the daemon; what the log missed is said afterwards.
journald=$(inside systemctl show --property=MainPID --value systemd-journald.service)
sed 's/daily: 1000/daily: 0.5/' "$("$tests/machine" root "$machine")/etc/spendwatch/alerts.yaml" >"$scratch/low.yaml"
cp "$("$tests/machine" root "$machine")/etc/spendwatch/alerts.yaml" "$scratch/good.yaml"
# Only to the log, so that nothing but the log is under pressure.
sed -i 's/^notify:.*/notify: { soft: [log], hard: [log] }/' "$scratch/low.yaml"
configure <"$scratch/low.yaml"
expect "the low limits are accepted" inside systemctl reload "$unit"

inside kill -STOP "$journald"
time=$(now)
for number in $(seq 4000); do
  printf '{"timestamp":"%s","feature_name":"flood-%s","model":"m","cost_usd":1}\n' "$time" "$number"
done | append
await "thousands of alerts do not wait for a frozen journald" 60 \
  status_is "s['totals']['features'].get('flood-4000', {}).get('events')" 1
events frozen_log 0.01 10 | append
await "reading goes on" 20 totals_are frozen_log 10 0.100000000
inside kill -CONT "$journald"
await "what was dropped is reported" 30 journal_has "MESSAGE_ID=$(message_id logEntriesDropped)"

configure <"$scratch/good.yaml"
expect "the old limits are back" inside systemctl reload "$unit"
inside systemctl stop systemd-journald.service systemd-journald.socket systemd-journald-dev-log.socket \
  systemd-journald-audit.socket 2>/dev/null
events no_log 0.01 10 | append
await "reading goes on without a journald" 20 totals_are no_log 10 0.100000000
expect "it is still active" property_is ActiveState active
inside systemctl start systemd-journald.socket systemd-journald-dev-log.socket systemd-journald.service
event no_log 0.01 | append
await "and with it again" 20 totals_are no_log 11 0.110000000
