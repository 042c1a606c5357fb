# A credential is in nobody else's reach, and one that was changed is taken with a restart.
root=$("$tests/machine" root "$machine")
pid=$(main_pid)
refuse "the service can read the original" \
  inside nsenter --target "$pid" --mount --setuid "$(inside stat -c %u "/proc/$pid")" cat /etc/spendwatch/credentials/hook-url
expect "the credential is not in its environment" \
  inside sh -c "! tr '\0' '\n' </proc/$pid/environ | grep -q 127.0.0.1:$port"
touch "$root/etc/spendwatch/credentials/hook-url"
expect "a reload is accepted" inside systemctl reload "$unit"
await "a changed credential is said to need a restart" 10 journal_has "MESSAGE_ID=$(message_id credentialRotated)"
expect "it restarts" restart_clean
