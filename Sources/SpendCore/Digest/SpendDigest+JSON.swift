/// What a program is told (Semantics, Digests). Amounts are decimal texts, as everywhere; shares
/// are parts of one, changes percents.
extension SpendDigest {
  package var json: String {
    var json = JSONWriter()
    json.object { write(into: &$0) }
    return json.text
  }

  package func write(into json: inout JSONWriter) {
    json.field("id", id)
    json.field("instance", instance)
    json.object("period") { json in
      json.field("every", every.rawValue)
      json.field("name", period.name)
      json.field("start", period.start.description)
      json.field("end", period.end.description)
      json.field("timezone", timeZone)
    }
    json.field("spend_usd", spend)
    json.optional("previous_usd", previous)
    Self.change(spend, previous, into: &json)
    json.field("calls", calls)
    json.array("top") { list in
      for group in top { list.object { group.write(into: &$0) } }
    }
    json.object("others") { json in
      json.field("count", others.count)
      json.field("spend_usd", others.spend)
    }
    json.array("budgets") { list in
      for row in budgets.rows { list.object { row.write(into: &$0) } }
    }
    json.object("budgets_total") { json in
      json.field("count", budgets.count)
      json.field("within_limits", budgets.within)
    }
    json.array("odd") { list in
      for oddity in odd {
        list.object { json in
          json.field("kind", oddity.kind.rawValue)
          json.field("name", oddity.name)
          json.field("text", oddity.text)
          json.field("spend_usd", oddity.spend)
        }
      }
    }
    json.decimal("untagged_share", Self.decimal(untaggedPermille, digits: 3))
    json.object("unpriced") { json in
      json.field("calls", unpriced.calls)
      json.array("models") { list in for model in unpriced.models { list.element(model) } }
    }
    writeMonth(into: &json)
    writeAlerts(into: &json)
    json.object("data") { json in
      json.field("complete_since", (data.completeSince ?? period.start).description)
      json.field("events", data.events)
      json.field("rejected", data.rejected)
      json.field("gaps", data.gaps)
      json.field("since_last_digest", data.isSinceLast)
      guard let invoice = data.invoice else { return json.null("last_invoice") }
      json.object("last_invoice") { json in
        json.field("through", CivilDate(day: invoice.lastDay).description)
        json.decimal(
          "difference_percent", Self.decimal(invoice.apartPermille, digits: 1))
        json.array("formats") { list in for format in invoice.formats { list.element(format) } }
      }
    }
  }

  private func writeMonth(into json: inout JSONWriter) {
    if let month {
      json.object("month") { json in
        json.field("start", month.start.description)
        json.field("end", month.end.description)
        json.field("spend_usd", month.spend)
      }
    }
    json.object("forecast") { json in
      guard let forecast = month?.forecast else { return json.field("state", "insufficient") }
      json.field("state", "ok")
      json.field("end_usd", forecast.end)
      json.optional("low_usd", forecast.low)
      json.optional("high_usd", forecast.high)
      if let error = forecast.medianErrorPermille {
        json.decimal("median_error_percent", Self.decimal(error, digits: 1))
      } else {
        json.null("median_error_percent")
      }
    }
  }

  private func writeAlerts(into json: inout JSONWriter) {
    json.object("alerts") { json in
      json.field("soft", alerts.soft)
      json.field("hard", alerts.hard)
      json.field("info", alerts.info)
      json.array("list") { list in
        for entry in alerts.list {
          list.object { json in
            json.field("time", entry.time.description)
            json.field("level", entry.level.rawValue)
            json.field("threshold_percent", entry.condition.percent)
            json.field("budget", entry.budget)
            json.group(entry.group)
            json.field("resolved_at", entry.endedAt?.description)
          }
        }
      }
    }
  }

  fileprivate static func change(_ now: Money, _ before: Money?, into json: inout JSONWriter) {
    guard let permille = changePermille(now, before) else { return json.null("change_percent") }
    json.decimal("change_percent", decimal(permille, digits: 1))
  }

  /// Nil where nothing was spent before, or that is not known.
  package static func changePermille(_ now: Money, _ before: Money?) -> Int64? {
    guard let before, before > .zero else { return nil }
    let difference = (Int128(now.nano) - Int128(before.nano)) * 1000
    let half = Int128(before.nano) / 2
    let rounded = (difference + (difference < 0 ? -half : half)) / Int128(before.nano)
    return Int64(clamping: rounded)
  }

  /// A number of tenths, hundredths … as a decimal.
  fileprivate static func decimal(_ number: Int64, digits: Int) -> String {
    let scale: Int64 = digits == 1 ? 10 : 1000
    let fraction = Int64(number.magnitude % UInt64(scale))
    return "\(number < 0 ? "-" : "")\(number.magnitude / UInt64(scale))."
      + Timestamp.padded(fraction, digits)
  }
}

extension SpendDigest.Group {
  fileprivate func write(into json: inout JSONWriter) {
    json.group(group)
    json.field("spend_usd", spend)
    json.optional("previous_usd", previous)
    SpendDigest.change(spend, previous, into: &json)
    json.decimal("share", SpendDigest.decimal(sharePermille, digits: 3))
    json.field("calls", calls)
    json.array("spark") { list in for amount in spark { list.element(amount) } }
  }
}

extension SpendDigest.Budgets.Row {
  fileprivate func write(into json: inout JSONWriter) {
    json.field("name", budget)
    json.group(group)
    json.field("unit", unit.rawValue)
    json.field("spend_usd", spend)
    json.field("limit_usd", limit)
    json.decimal("used_percent", SpendDigest.decimal(usedPermille, digits: 1))
    json.field("window_end", windowEnd.description)
  }
}

extension JSONWriter {
  fileprivate mutating func group(_ pairs: [LabelPair]) {
    object("group") { json in for pair in pairs { json.field(pair.name, pair.value) } }
  }

  fileprivate mutating func optional(_ key: String, _ money: Money?) {
    if let money { field(key, money) } else { null(key) }
  }
}
