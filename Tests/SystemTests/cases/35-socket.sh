# Members of adm may look; only root and the user of the daemon may change something; others get nothing.
inside useradd --no-create-home --groups adm looker
inside useradd --no-create-home stranger
as() { inside setpriv --reuid "$1" --regid "$1" --init-groups --reset-env /usr/local/bin/spendwatch "${@:2}" 2>&1; }
as_says() { { as "${@:2}" || true; } | grep -F -- "$1"; }

expect "the socket is for its owner and adm" \
  inside test "$(inside stat -c '%a %G' /run/spendwatch/spendwatch.sock)" = "660 adm"
expect "a member of adm sees the status" as looker status
expect "and the deliveries" as looker outbox --all
refuse "a member of adm reloads" as looker reload
expect "the refusal says who may" as_says "only root and the user of the daemon" looker reload
expect "a member of adm drops no delivery" as_says "only root and the user of the daemon" looker outbox drop 1
refuse "a stranger sees the status" as stranger status
expect "the refusal says who may" as_says "run this as root" stranger status
expect "root reloads" inside spendwatch reload --config /etc/spendwatch/alerts.yaml
inside userdel looker
inside userdel stranger
