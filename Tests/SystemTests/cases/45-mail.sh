# Mails leave the service's sandbox: the library that sends them is loaded with the first one.
root=$("$tests/machine" root "$machine")
cp "$root/etc/spendwatch/alerts.yaml" "$scratch/good.yaml"
python3 "$tests/mailbox.py" "$scratch/mails" >"$scratch/mail-port" &
mailbox_pid=$!
trap 'kill "$mailbox_pid" 2>/dev/null' EXIT
await "the mail server listens" 10 test -s "$scratch/mail-port"
configure <<CONFIGURATION
sources: [{ path: "$log_file" }]
budgets:
  - feature: mailed
    daily: 10
    notify: { soft: [mail], hard: [mail] }
receivers:
  mail:
    type: email
    server: smtp://127.0.0.1:$(cat "$scratch/mail-port")
    tls: off
    from: spend@example.com
    to: [finops@example.com]
CONFIGURATION
expect "a mail server is a receiver" inside systemctl reload "$unit"
event mailed 8.5 | append
await "the soft alert is mailed" 20 grep -q "Subject: LLM budget at 80 %: mailed" "$scratch/mails"
expect "a digest is mailed by hand" inside spendwatch digest --every day --to mail
await "it is there" 10 grep -q "Subject: LLM spend" "$scratch/mails"

configure <"$scratch/good.yaml"
expect "and back" inside systemctl reload "$unit"
