import SpendCore

extension LineExplainer.Explained {
  var json: String {
    var json = JSONWriter()
    json.object { json in
      json.field("outcome", outcome)
      json.field(
        "framing", reading.framing.isEmpty ? "none" : reading.framing.joined(separator: "+"))
      json.field("format", reading.format?.rawValue)
      json.object("fields") { json in
        for field in reading.fields {
          json.object(field.name) {
            $0.field("value", field.value)
            $0.field("from", field.from)
          }
        }
      }
      json.object("tokens") { json in
        for entry in reading.tokens { json.field(entry.name, entry.count) }
      }
      json.object("cost") { json in
        json.field("usd", reading.cost?.description)
        json.field(
          "source", reading.cost == nil ? "unpriced" : reading.price == nil ? "logged" : "computed")
        json.field("table", reading.price?.table)
        json.field("name", reading.price?.name)
        json.field("from", reading.price?.from)
        json.field("tier", reading.price?.tier.rawValue)
        json.field("lacks_tier", reading.price?.call.lacksTier ?? false)
        json.array("terms") { json in
          for term in reading.price?.call.terms ?? [] {
            json.object {
              $0.field("kind", term.kind.rawValue)
              $0.field("tokens", term.tokens)
              $0.field("usd", term.exactUSD)
              $0.field("usd_per_million", term.price.perMillion)
            }
          }
        }
      }
      json.field("duplicate", isDuplicate)
      json.array("budgets") { json in for budget in budgets { json.element(budget) } }
      json.array("flags") { json in for flag in flags { json.element(flag) } }
      json.field("objects", Int64(reading.objects))
      json.field("why", why)
    }
    return json.text
  }
}
