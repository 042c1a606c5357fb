# Nothing is left but configuration and state.
expect "it stops in good order" inside systemctl stop "$unit"
expect "as a success" property_is Result success
inside systemctl start "$unit"
expect "it uninstalls" inside /opt/spendwatch-test/systemd/install --uninstall
refuse "the unit is known" inside systemctl cat "$unit"
# Where things are installed to; checkouts of the project stand elsewhere in the copy of the machine's root.
left=$(inside find /usr /etc /var/lib /var/cache -xdev -name '*spendwatch*' 2>/dev/null |
  grep -vE '^/(etc/spendwatch|etc/systemd/system/spendwatch.service.d|var/lib/(private/)?spendwatch)($|/)' || true)
expect "no file is left" test -z "$left"
expect "the state is left" inside test -d /var/lib/private/spendwatch
expect "the configuration is left" inside test -f /etc/spendwatch/alerts.yaml
refuse "the catalog still explains" inside sh -c "journalctl --list-catalog | grep -q $(message_id hardCrossed)"
