# `check --as-service` tries with the user and sandbox of the unit, and names the group that is missing.
expect "the service can read its log" inside spendwatch check --as-service
inside groupadd --force llmlog
inside chown root:llmlog "$log_file"
refuse "a log of a group that the service lacks passes" inside spendwatch check --as-service
expect "the drop-in is printed" \
  sh -c "'$tests/machine' exec '$machine' spendwatch check --as-service 2>&1 | grep -q 'SupplementaryGroups=llmlog'"
inside chown root:adm "$log_file"
expect "it passes again" inside spendwatch check --as-service
expect "the running service kept its socket" inside spendwatch status --json
