# Events that another unit prints are read from the journal, once, across rotation, a kill and a restart.
root=$("$tests/machine" root "$machine")
cp "$root/etc/spendwatch/alerts.yaml" "$scratch/good.yaml"
cat >"$root/usr/local/bin/printer" <<'END'
#!/bin/bash
# 1,200 events, and lines that are none of anybody's business, in two and a half seconds.
for i in {1..1200}; do
  printf '{"timestamp":"%(%FT%TZ)T","feature_name":"printed","model":"m","cost_usd":0.000000007}\n' -1
  [ $((i % 100)) != 0 ] || { echo "printed $i"; sleep 0.2; }
done
END
chmod +x "$root/usr/local/bin/printer"
printf '[Service]\nEnvironment=TZ=UTC\nExecStart=/usr/local/bin/printer\n' \
  >"$root/etc/systemd/system/printer.service"
printf '[Service]\nSupplementaryGroups=systemd-journal\n' | override journal
sed "s|^  - path:.*|&\n  - journal: { unit: printer.service }|" "$scratch/good.yaml" | configure
expect "it starts with a journal source" restart_clean
expect "printer starts" inside systemctl start printer.service
sleep 0.5
inside journalctl --rotate
sleep 0.5
signal KILL
await "it comes back" 20 property_is ActiveState active
inside journalctl --rotate
await "all is counted once" 40 totals_are printed 1200 0.000008400
expect "it restarts" restart_clean
inside systemctl start printer.service
await "and goes on behind" 40 totals_are printed 2400 0.000016800
expect "other programs' lines are no rejections" status_is "s['totals']['rejected'].get('not_json', 0)" 0
expect "nothing is a gap" status_is "s['totals']['gaps']" 0

inside systemctl stop "$unit"
inside systemctl start printer.service
sleep 4
inside journalctl --rotate
inside journalctl --vacuum-files=1 >/dev/null 2>&1
inside systemctl start "$unit"
await "vacuumed entries are a gap" 20 status_is "s['totals']['gaps'] > 0" True
await "that is in the journal" 10 journal_has "MESSAGE_ID=$(message_id gap)" PRIORITY=3
configure <"$scratch/good.yaml"
rm -f "$root/etc/systemd/system/$unit.d/journal.conf"
inside systemctl daemon-reload
expect "it starts without the source" restart_clean
