import Testing

/// Broken configurations and what is said about them, word for word:
/// keys at the top of the file.
@Suite("Broken configurations: keys at the top of the file")
struct BrokenTopLevelTests {
  @Test("every problem is named with its place", arguments: cases)
  func says(_ broken: BrokenConfiguration) {
    #expect(broken.said == broken.expected)
  }

  static let cases: [BrokenConfiguration] = [
    BrokenConfiguration(
      #"""
      hash: ["user_*", cost_usd, source, usr_id, tenant]
      budgets: [{ feature: a, daily: 5 }]
      """#,
      #"""
      alerts.yaml:1:8: hash[0]: names a dimension, not a pattern
      alerts.yaml:1:18: hash[1]: is not a dimension that is hashed
      alerts.yaml:1:28: hash[2]: is not a dimension that is hashed
      alerts.yaml:1:36: warning: hash[3]: 'usr_id' is not a usual dimension; did you mean 'user_id'?
      """#),
    BrokenConfiguration(
      #"""
      history: { dimensions: ["tier_*", source, region, user_id], quarters: 12h }
      budgets: [{ feature: a, daily: 5 }]
      """#,
      #"""
      alerts.yaml:1:25: history.dimensions[0]: names a dimension, not a pattern
      alerts.yaml:1:35: history.dimensions[1]: is not a dimension that the history is kept by
      alerts.yaml:1:51: warning: history.dimensions[3]: keeps rows for each 'user_id' for ever; there \#
      may be very many
      alerts.yaml:1:71: history.quarters: must be from 1d to 3650d
      """#),
    BrokenConfiguration(
      #"""
      history: { quarters: 100d, hours: 90d, days: 5 }
      budgets: [{ feature: a, daily: 5 }]
      """#,
      #"""
      alerts.yaml:1:35: history.hours: hours are kept for 90 days, and quarters for 100: hours are what \#
      quarters become
      alerts.yaml:1:40: history.days: unknown key; known here: dimensions, quarters, hours
      """#),
    BrokenConfiguration(
      #"""
      hash: [user_id, feature_name]
      hash_key: short
      exclude: [{ user_id: "test-*" }]
      included: [{ user_id: "sub-*" }]
      budgets:
        - { match: { user_id: { not: [alice, "b?b"] } }, daily: 5 }
        - { feature: "faq_*", daily: 5 }
        - { feature: "*", per: [user_id], daily: 5 }
      """#,
      #"""
      alerts.yaml:2:11: hash_key: is shorter than 16 bytes: whoever tries keys would find it
      alerts.yaml:3:22: exclude[0].user_id: 'test-*' matches parts of a value, but user_id is kept as a \#
      hash (hash:), which only whole values can be compared with; name the values
      alerts.yaml:6:25: budgets[0].match.user_id: 'b?b' matches parts of a value, but user_id is kept as \#
      a hash (hash:), which only whole values can be compared with; name the values
      alerts.yaml:7:16: budgets[1].feature: 'faq_*' matches parts of a value, but feature_name is kept \#
      as a hash (hash:), which only whole values can be compared with; name the values
      """#),
    BrokenConfiguration(
      #"""
      digest:
        - { every: fortnight, notify: [log] }
        - { every: day, on: monday, notify: log }
        - { every: week, on: mnday, at: "8", notify: [log] }
        - { every: month, on: 29, at: "24:00", by: [modl], notify: [slak] }
        - { on: monday, notify: [] }
        - { every: week }
      budgets: [{ feature: a, daily: 5 }]
      """#,
      #"""
      alerts.yaml:2:14: digest[0].every: 'fortnight' is not known here; write day, week or month
      alerts.yaml:3:23: digest[1].on: a digest of every day has no day of its own; leave it out
      alerts.yaml:4:24: digest[2].on: 'mnday' is not a day of the week; write monday; did you mean 'monday'?
      alerts.yaml:4:35: digest[2].at: '8' is not a time of day; write it like "08:00"
      alerts.yaml:5:25: digest[3].on: must be a whole number from 1 to 28, not '29'
      alerts.yaml:5:33: digest[3].at: '24:00' is not a time of day; write it like "08:00"
      alerts.yaml:5:47: digest[3].by[0]: 'modl' is not kept in the history, which has feature_name, \#
      user_segment, model, environment, request_type; did you mean 'model'?
      alerts.yaml:5:63: digest[3].notify[0]: there is no receiver 'slak'; there is 'log'
      alerts.yaml:6:5: digest[4]: needs every: day, week or month
      alerts.yaml:7:5: digest[5]: needs notify: the receivers that get it
      """#),
    BrokenConfiguration(
      #"""
      budget:
        - feature: a
          daily: 5
      """#,
      #"""
      alerts.yaml:1:1: budget: unknown key; did you mean 'budgets'?
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        feature: a
        daily: 5
      """#,
      #"""
      alerts.yaml:2:3: budgets: must be a list (- …), not a mapping
      """#),
    BrokenConfiguration(
      #"""
      budgets: support_qa
      """#,
      #"""
      alerts.yaml:1:10: budgets: must be a list (- …), not a text
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - support_qa
      """#,
      #"""
      alerts.yaml:2:5: budgets[0]: must be a mapping (key: value), not a text
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        -
      """#,
      #"""
      alerts.yaml:2:4: budgets[0]: must be a mapping (key: value), not nothing
      """#),
    BrokenConfiguration(
      #"""
      feature: support_qa
      daily: 50
      """#,
      #"""
      alerts.yaml:1:1: feature: unknown key; it belongs to a budget: under budgets, after '- ' \#
      or indented like the others
      alerts.yaml:2:1: daily: unknown key; it belongs to a budget: under budgets, after '- ' \#
      or indented like the others
      """#),
    BrokenConfiguration(
      #"""
      Budgets: []
      """#,
      #"""
      alerts.yaml:1:1: Budgets: unknown key; did you mean 'budgets'?
      """#),
    BrokenConfiguration(
      #"""
      qwertz: 1
      budgets: [{feature: a, daily: 5}]
      """#,
      #"""
      alerts.yaml:1:1: qwertz: unknown key; known here: instance, sources, timezone, exclude, \#
      included, hash, hash_key, hash_key_file, thresholds, overrun, notify, budgets, receivers, state, \#
      history, top, heartbeat, pricing, http, health, digest
      """#),
    BrokenConfiguration(
      #"""
      receivers: [slack]
      budgets: [{feature: a, daily: 5}]
      """#,
      #"""
      alerts.yaml:1:12: receivers: must be a mapping (key: value), not a list
      """#),
    BrokenConfiguration(
      #"""
      state: fast
      budgets: [{feature: a, daily: 5}]
      """#,
      #"""
      alerts.yaml:1:8: state: must be a mapping (key: value), not a text
      """#),
    BrokenConfiguration(
      #"""
      state: { commit_intervall: 1s, max_group: 5 }
      budgets: [{feature: a, daily: 5}]
      """#,
      #"""
      alerts.yaml:1:10: state.commit_intervall: unknown key; did you mean 'commit_interval'?
      alerts.yaml:1:32: state.max_group: unknown key; did you mean 'max_groups'?
      """#),
    BrokenConfiguration(
      #"""
      state: { commit_interval: 1, max_groups: many }
      budgets: [{feature: a, daily: 5}]
      """#,
      #"""
      alerts.yaml:1:27: state.commit_interval: '1' is not a duration; write it like 500ms, 1s, \#
      10m, 2h or 1d
      alerts.yaml:1:42: state.max_groups: must be a whole number from 1 to 10000000, not 'many'
      """#),
    BrokenConfiguration(
      #"""
      state: { commit_interval: 1ms, max_groups: 0 }
      budgets: [{feature: a, daily: 5}]
      """#,
      #"""
      alerts.yaml:1:27: state.commit_interval: must be from 10ms to 1m
      alerts.yaml:1:44: state.max_groups: must be a whole number from 1 to 10000000, not '0'
      """#),
    BrokenConfiguration(
      #"""
      state: { commit_interval: 99999999999999999999d, max_groups: 100_000 }
      budgets: [{feature: a, daily: 5}]
      """#,
      #"""
      alerts.yaml:1:27: state.commit_interval: '99999999999999999999d' is not a duration; write \#
      it like 500ms, 1s, 10m, 2h or 1d
      alerts.yaml:1:62: state.max_groups: must be a whole number from 1 to 10000000, not \#
      '100_000'
      """#),
    BrokenConfiguration(
      #"""
      top: { model: 5 }
      budgets: [{feature: a, daily: 5}]
      """#,
      #"""
      alerts.yaml:1:6: top: must be a text or a list, not a mapping
      """#),
    BrokenConfiguration(
      #"""
      top: [model, model, [x]]
      budgets: [{feature: a, daily: 5}]
      """#,
      #"""
      alerts.yaml:1:14: warning: top[1]: 'model' is in the list twice
      alerts.yaml:1:21: top[2]: must be a text, not a list
      """#),
    BrokenConfiguration(
      #"""
      instance: [web]
      budgets: [{feature: a, daily: 5}]
      """#,
      #"""
      alerts.yaml:1:11: instance: must be a text, not a list
      """#),
    BrokenConfiguration(
      #"""
      instance: ""
      budgets: [{feature: a, daily: 5}]
      """#,
      #"""
      alerts.yaml:1:11: instance: has no value
      """#),
    BrokenConfiguration(
      #"""
      instance: "a\nb"
      budgets: [{feature: a, daily: 5}]
      """#,
      #"""
      alerts.yaml:1:11: instance: must be a text of one line without control characters
      """#),
    BrokenConfiguration(
      #"""
      instance:
      budgets: [{feature: a, daily: 5}]
      """#,
      #"""
      alerts.yaml:1:10: instance: has no value
      """#),
    BrokenConfiguration(
      #"""
      pricing: 5
      http: { listen: 9465 }
      health: on
      digest: [daily]
      budgets: [{feature: a, daily: 5}]
      """#,
      #"""
      alerts.yaml:1:10: pricing: must be a mapping (key: value), not a text
      alerts.yaml:2:17: http.listen: must be an address and a port, like 127.0.0.1:9465
      alerts.yaml:3:9: health: must be a mapping or off
      alerts.yaml:4:10: digest[0]: must be a mapping (key: value), not a text
      alerts.yaml:2:1: note: http: is known and comes later; it does nothing yet
      """#),
    BrokenConfiguration(
      #"""
      pricing: {}
      http: { listen: 127.0.0.1:9465 }
      health: {}
      digest: off
      budgets: [{feature: a, daily: 5}]
      """#,
      #"""
      alerts.yaml:2:1: note: http: is known and comes later; it does nothing yet
      alerts.yaml:3:1: note: health: is known and comes later; it does nothing yet
      """#),
    BrokenConfiguration(
      #"""
      http: { port: 9465 }
      budgets: [{feature: a, daily: 5}]
      """#,
      #"""
      alerts.yaml:1:9: http.port: unknown key; known here: listen
      alerts.yaml:1:1: note: http: is known and comes later; it does nothing yet
      """#),
    BrokenConfiguration(
      #"""
      heartbeat: { every: 1m }
      budgets: [{feature: a, daily: 5}]
      """#,
      #"""
      alerts.yaml:1:12: heartbeat: needs a url
      """#),
    BrokenConfiguration(
      #"""
      heartbeat: { url: ftp://x, every: 1 }
      budgets: [{feature: a, daily: 5}]
      """#,
      #"""
      alerts.yaml:1:19: heartbeat.url: must be a URL that begins with https:// or http://
      alerts.yaml:1:35: heartbeat.every: '1' is not a duration; write it like 500ms, 1s, 10m, \#
      2h or 1d
      """#),
    BrokenConfiguration(
      #"""
      timezone: Europe/Berln
      budgets: [{feature: a, daily: 5}]
      """#,
      #"""
      alerts.yaml:1:11: timezone: unknown time zone 'Europe/Berln'; did you mean \#
      'Europe/Berlin'?
      """#),
    BrokenConfiguration(
      #"""
      timezone: Berlin
      budgets: [{feature: a, daily: 5}]
      """#,
      #"""
      alerts.yaml:1:11: timezone: unknown time zone 'Berlin'; did you mean 'Europe/Berlin'?
      """#),
    BrokenConfiguration(
      #"""
      timezone: ../../etc/passwd
      budgets: [{feature: a, daily: 5}]
      """#,
      #"""
      alerts.yaml:1:11: timezone: unknown time zone '../../etc/passwd'; write a name like \#
      Europe/Berlin or UTC
      """#),
    BrokenConfiguration(
      #"""
      timezone: tests/Broken
      budgets: [{feature: a, daily: 5}]
      """#,
      #"""
      alerts.yaml:1:11: timezone: unknown time zone 'tests/Broken'; write a name like \#
      Europe/Berlin or UTC
      """#),
    BrokenConfiguration(
      #"""
      timezone: [UTC]
      budgets: [{feature: a, daily: 5}]
      """#,
      #"""
      alerts.yaml:1:11: timezone: must be a text, not a list
      """#),
    BrokenConfiguration(
      #"""
      dayly: 5
      timezon: UTC
      receiver: {}
      """#,
      #"""
      alerts.yaml:1:1: dayly: unknown key; known here: instance, sources, timezone, exclude, \#
      included, hash, hash_key, hash_key_file, thresholds, overrun, notify, budgets, receivers, state, \#
      history, top, heartbeat, pricing, http, health, digest
      alerts.yaml:2:1: timezon: unknown key; did you mean 'timezone'?
      alerts.yaml:3:1: receiver: unknown key; did you mean 'receivers'?
      """#),
  ]
}
