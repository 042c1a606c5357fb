# Killed twenty times under load, the totals are exact.
printf '[Unit]\nStartLimitIntervalSec=0\n[Service]\nRestartSec=100ms\n' | override kills
expect "it restarts" restart_clean
cost=0.000654321
writer() {
  for _ in $(seq 200); do
    events killed "$cost" 50
    sleep 0.05
  done | append
}
writer &
load=$!
for _ in $(seq 20); do
  await "it is up" 20 property_is ActiveState active
  sleep 0.3
  signal KILL
  sleep 0.2
done
wait "$load"
await "it is up after the last kill" 20 property_is ActiveState active
await "10,000 events are counted once each" 30 totals_are killed 10000 6.543210000
ids_are_unique() {
  python3 -c "
import json, collections, sys
bodies = collections.defaultdict(set)
for line in open('$received'):
    b = json.loads(line)
    bodies[(b['data']['id'], b['data']['state'])].add(json.dumps(b['data'], sort_keys=True))
sys.exit(any(len(v) > 1 for v in bodies.values()))"
}
expect "no alert arrived with two contents" ids_are_unique
rm -f "$("$tests/machine" root "$machine")/etc/systemd/system/$unit.d/kills.conf"
inside systemctl daemon-reload
expect "it restarts with its own policy" restart_clean
