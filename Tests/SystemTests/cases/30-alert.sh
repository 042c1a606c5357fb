# An exceeded budget reaches a receiver whose address is a credential, and the journal with all its fields.
event support_qa 9 | append
await "the soft alert is posted" 15 posted "b['type'] == 'budget.soft' and b['data']['budget'] == 'support_qa'"
event support_qa 1.5 | append
await "the hard alert is posted" 15 posted "b['type'] == 'budget.hard' and b['data']['spend_usd'] == '10.500000000'"
await "the journal has the crossing" 10 \
  journal_has "MESSAGE_ID=$(message_id hardCrossed)" PRIORITY=2 SPENDWATCH_BUDGET=support_qa \
  SPENDWATCH_FEATURE=support_qa SPENDWATCH_LEVEL=hard SPENDWATCH_SPEND_USD=10.500000000 \
  SPENDWATCH_LIMIT_USD=10.000000000
await "and the soft one" 10 journal_has "MESSAGE_ID=$(message_id softCrossed)" PRIORITY=4
explained() {
  inside journalctl --no-pager --catalog "MESSAGE_ID=$(message_id hardCrossed)" |
    grep -q "Budget support_qa is exceeded"
}
expect "journalctl -x explains it" explained
refuse "the address of the receiver is in the journal" \
  inside sh -c "journalctl --output=export --unit=$unit | grep -aq '127.0.0.1:$port'"
