# A reload is all or nothing, and systemctl knows which.
root=$("$tests/machine" root "$machine")
cp "$root/etc/spendwatch/alerts.yaml" "$scratch/good.yaml"
before=$(status_value "[b['spend_usd'] for b in s['budgets'] if b['name'] == 'support_qa'][0]")

sed 's/daily: 1000/daily: 2000/' "$scratch/good.yaml" | configure
expect "a good file is accepted" inside systemctl reload "$unit"
expect "it is in force" \
  status_is "[b['limit_usd'] for b in s['budgets'] if b['name'] == 'rest'][0]" 2000.000000000
expect "a budget that did not change kept its spend" \
  status_is "[b['spend_usd'] for b in s['budgets'] if b['name'] == 'support_qa'][0]" "$before"
await "it is in the journal" 10 journal_has "MESSAGE_ID=$(message_id reloaded)"

printf 'budgets:\n  - feature: support_qa\n    dayly: 3\n' | configure
refuse "systemctl reload takes a bad file for good" inside systemctl reload "$unit"
expect "it is still active" property_is ActiveState active
expect "it stays on the old configuration" \
  status_is "[b['limit_usd'] for b in s['budgets'] if b['name'] == 'rest'][0]" 2000.000000000
await "the refusal is in the journal" 10 journal_has "MESSAGE_ID=$(message_id reloadFailed)" PRIORITY=3

configure <"$scratch/good.yaml"
expect "and back" inside systemctl reload "$unit"

# By signal, as `kill -HUP` does it.
printf 'budgets: nonsense\n' | configure
signal HUP
sleep 1
expect "a bad file by SIGHUP does not stop it" property_is ActiveState active
configure <"$scratch/good.yaml"
signal HUP
