# A frozen daemon is killed by the watchdog, comes back, and has counted everything.
printf '[Service]\nWatchdogSec=4s\nTimeoutAbortSec=3s\n' | override watchdog
expect "it restarts" restart_clean
# Fed over several intervals:
sleep 9
expect "it is alive while nothing is wrong" property_is NRestarts 0
pid=$(main_pid)
events frozen 0.000123457 1000 | append
inside kill -STOP "$pid"
events frozen 0.000123457 500 | append
was_replaced() { [ "$(main_pid)" != "$pid" ] && [ "$(main_pid)" != 0 ] && property_is ActiveState active; }
await "it is killed and started again" 30 was_replaced
expect "by the watchdog" inside sh -c "journalctl --unit=$unit --no-pager | grep -q 'Watchdog timeout'"
await "the totals are exact" 20 totals_are frozen 1500 0.185185500
rm -f "$("$tests/machine" root "$machine")/etc/systemd/system/$unit.d/watchdog.conf"
inside systemctl daemon-reload
expect "it restarts with its own interval" restart_clean
