# The service starts under its sandbox, reads a log that another user's group owns, and says how it is.
inside mkdir -p /var/log/llm
inside chown root:adm /var/log/llm
inside chmod 0750 /var/log/llm
event before_start 0.01 | append
inside chown root:adm "$log_file"
inside chmod 0640 "$log_file"
inside install -m 600 /dev/null /etc/spendwatch/credentials/hook-url
echo "http://127.0.0.1:$port/hook" | inside tee /etc/spendwatch/credentials/hook-url >/dev/null
configure <<END
sources:
  - path: $log_file
notify: { soft: [log, hook], hard: [log, hook] }
budgets:
  - feature: support_qa
    daily: 10
  - name: rest
    unlisted: true
    daily: 1000
receivers:
  hook: { type: webhook, url: { credential: hook-url } }
END
expect "it starts and is enabled" inside "/opt/spendwatch-test/systemd/install" --binary /opt/spendwatch-test/spendwatch
expect "it is enabled" inside systemctl is-enabled "$unit"
expect "it is active" property_is ActiveState active
refuse "its status text is empty" property_is StatusText ""
expect "what was in the log at the start is counted" totals_are before_start 1 0.010000000
refuse "it runs as root" inside test "$(inside stat -c %u "/proc/$(main_pid)")" = 0
expect "its state is private" inside test "$(inside stat -c %a /var/lib/private/spendwatch)" = 700
expect "it logs structured entries" journal_has "MESSAGE_ID=$(message_id ready)" PRIORITY=5
event after_start 0.02 | append
await "a new line is counted" 10 totals_are after_start 1 0.020000000
