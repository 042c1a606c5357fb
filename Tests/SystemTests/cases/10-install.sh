# The install script installs everything, once and again, and keeps a configuration that was changed.
installer=/opt/spendwatch-test/systemd/install
program_inside=/opt/spendwatch-test/spendwatch

expect "it installs" inside "$installer" --binary "$program_inside" --no-start
for file in /usr/local/bin/spendwatch /usr/local/lib/systemd/system/spendwatch.service \
  /usr/local/lib/systemd/catalog/spendwatch.catalog /usr/local/share/man/man8/spendwatch.8 \
  /usr/local/share/bash-completion/completions/spendwatch /etc/spendwatch/alerts.yaml; do
  expect "$file is there" inside test -s "$file"
done
expect "the unit is valid" inside systemd-analyze verify --man=no /usr/local/lib/systemd/system/spendwatch.service
expect "its exposure is at most 1.2" \
  inside systemd-analyze security --offline=true --threshold=12 /usr/local/lib/systemd/system/spendwatch.service
expect "the shipped configuration is valid" inside spendwatch check --config /etc/spendwatch/alerts.yaml
expect "the catalog knows every kind of message" inside journalctl --list-catalog "$(message_id hardCrossed)"

echo "# mine" | inside tee -a /etc/spendwatch/alerts.yaml >/dev/null
expect "it installs again" inside "$installer" --binary "$program_inside" --no-start
expect "a changed configuration is kept" inside grep -q "# mine" /etc/spendwatch/alerts.yaml
expect "the example is beside it" inside test -s /etc/spendwatch/alerts.yaml.new
