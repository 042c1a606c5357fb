# The Debian package: the same bytes each time; installed, upgraded under load, removed and purged.
command -v dpkg-deb >/dev/null && command -v dpkg-shlibdeps >/dev/null && command -v objcopy >/dev/null ||
  { echo "dpkg-dev and binutils are not installed" >&3; exit 1; }
root=$("$tests/machine" root "$machine")
# What the cases before left behind is not what a new user has.
inside rm -rf /etc/spendwatch /var/lib/private/spendwatch /var/lib/spendwatch "/etc/systemd/system/$unit.d"
# Images of containers forbid packages to start anything.
inside rm -f /usr/sbin/policy-rc.d
rm -f "$root$log_file"
: >"$received"

# With the packages of somebody who has built them already there is one build to do.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1795860000}
build() { "$project/systemd/package" --binary "$program" --directory "$1"; }
first=${SPENDWATCH_PACKAGES:-}
build "$scratch/packages" >/dev/null 2>"$scratch/build.log" &
second=$!
if [ -z "$first" ]; then
  first=$scratch/first
  expect "it builds" build "$first"
fi
wait "$second"
status=$?
expect "it builds again: $(tail -n 3 "$scratch/build.log")" test "$status" = 0
expect "two builds give the same bytes" diff -r "$first" "$scratch/packages"
package=$(echo "$first"/spendwatch_*.deb)

place() { cp "$1" "$root/opt/spendwatch-test/package.deb"; }
place "$package"
expect "it installs" inside dpkg --install /opt/spendwatch-test/package.deb
expect "the service can read its log" inside spendwatch check --as-service
expect "it is enabled" inside systemctl is-enabled "$unit"
expect "it is active" property_is ActiveState active
expect "its program is that of the package" inside grep -qx /usr/bin/spendwatch <(inside readlink "/proc/$(main_pid)/exe")
expect "its configuration is valid" inside spendwatch check --config /etc/spendwatch/alerts.yaml
expect "the folder of credentials is closed" inside test "$(inside stat -c %a /etc/spendwatch/credentials)" = 711
expect "no unit has a word that this systemd does not know" \
  test -z "$(inside journalctl --quiet --boot _PID=1 --grep='spendwatch.*Unknown (key|lvalue)')"

configure <<END
sources:
  - path: $log_file
notify: { soft: [log, hook], hard: [log, hook] }
budgets:
  - feature: packaged
    daily: 10
receivers:
  hook: { type: webhook, url: "http://127.0.0.1:$port/hook" }
END
expect "it reloads" inside systemctl reload "$unit"
event packaged 11 | append
await "the first alert arrives" 15 posted "b['type'] == 'budget.hard' and b['data']['budget'] == 'packaged'"

# Another version with the same content, as an upgrade.
dpkg-deb --raw-extract "$package" "$scratch/upgrade"
sed -i 's/^Version: .*/&+upgrade/' "$scratch/upgrade/DEBIAN/control"
dpkg-deb --root-owner-group -Znone --build "$scratch/upgrade" "$scratch/upgrade.deb"
place "$scratch/upgrade.deb"
writer() {
  for _ in $(seq 100); do
    events upgraded 0.000654321 50
    sleep 0.03
  done | append
}
before=$(main_pid)
writer &
load=$!
sleep 0.5
expect "it upgrades under load" inside dpkg --install /opt/spendwatch-test/package.deb
expect "it is active after the upgrade" property_is ActiveState active
refuse "the old process still runs" test "$(main_pid)" = "$before"
wait "$load"
await "5,000 events are counted once each" 30 totals_are upgraded 5000 3.271605000
expect "what was counted before the upgrade is kept" totals_are packaged 1 11.000000000
expect "the changed configuration is kept" inside grep -q packaged /etc/spendwatch/alerts.yaml

expect "it is removed" inside dpkg --remove spendwatch
refuse "the unit is active" inside systemctl is-active "$unit"
left=$(inside find /usr /lib/systemd /var/cache -xdev -path '*spendwatch*' 2>/dev/null || true)
expect "nothing is left" test -z "$left"
expect "the configuration is left" inside test -f /etc/spendwatch/alerts.yaml
expect "the state is left" inside test -d /var/lib/private/spendwatch

expect "it is purged" inside dpkg --purge spendwatch
left=$(inside find /usr /etc /var/lib -xdev -name '*spendwatch*' -not -path '/var/lib/dpkg/*' 2>/dev/null |
  grep -v '^/var/lib/systemd/catalog' || true)
expect "nothing at all is left" test -z "$left"
