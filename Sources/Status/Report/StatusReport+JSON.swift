import SpendCore

/// `status --json` (Semantics, Status). The order of the keys is part of it; keys may be added at
/// the end of an object.
extension StatusReport {
  package var json: String {
    var json = JSONWriter()
    json.object { write(into: &$0) }
    return json.text
  }

  private func write(into json: inout JSONWriter) {
    json.field("running", isRunning)
    json.field("ready", isReady)
    json.field("time", time.description)
    json.field("version", version)
    json.field("instance", instance)
    json.object("totals") { totals.write(into: &$0) }
    json.array("sources") { json in
      for source in sources { json.object { source.write(into: &$0) } }
    }
    json.array("budgets") { json in
      for budget in budgets { json.object { budget.write(into: &$0) } }
    }
    json.array("receivers") { json in
      for receiver in receivers { json.object { Self.write(receiver, into: &$0) } }
    }
    json.field("everything_counted", completeness.rawValue)
    json.object("unbudgeted") { json in
      json.field("spend_usd", unbudgeted.spend)
      json.field("features", unbudgeted.features)
      json.array("names") { json in for name in unbudgeted.names { json.element(name) } }
    }
    json.object("config") { json in
      json.field("path", configuration.path)
      json.field("loaded_at", configuration.loadedAt?.description)
      json.field("refused_at", configuration.refusedAt?.description)
      json.array("problems") { json in
        for problem in configuration.problems { json.element(problem) }
      }
    }
    json.field("stopped_at", stoppedAt?.description)
    json.object("prices") { json in
      json.field("builtin", prices.builtIn)
      json.array("files") { json in for file in prices.files { json.element(file) } }
      json.field("computed", prices.isComputed)
    }
    json.object("commits") { json in
      json.field("failing_since", commits.failingSince?.description)
      json.field("error", commits.problem)
    }
    if let memory { json.object("memory") { memory.write(into: &$0) } }
  }

  private static func write(_ receiver: ReceiverReport, into json: inout JSONWriter) {
    json.field("name", receiver.name)
    json.field("type", receiver.kind.rawValue)
    json.field("state", receiver.state.rawValue)
    json.field("pending", receiver.pending)
    json.field("dead", receiver.dead)
    json.field("last_error", receiver.lastError)
  }
}

extension EngineMemory {
  fileprivate func write(into json: inout JSONWriter) {
    json.object("values") { json in
      json.field("texts", texts)
      json.field("combinations", combinations)
      json.field("bytes", valueBytes)
      json.field("limit_bytes", valueByteLimit)
      json.field("limited", areValuesLimited)
    }
    json.object("groups") { json in
      json.field("count", groups)
      json.field("limit", groupLimit)
      json.field("bytes", groupBytes)
    }
    json.object("windows") { json in
      json.field("count", windows)
      json.field("bytes", windowBytes)
    }
  }
}

extension StatusTotals {
  func write(into json: inout JSONWriter) {
    json.field("events", events)
    json.field("spend_usd", spend)
    json.object("rejected") { json in
      for entry in rejected { json.field(entry.name, entry.count) }
    }
    json.object("flagged") { json in
      for entry in flagged { json.field(entry.name, entry.count) }
    }
    json.field("gaps", gaps)
    json.field("unverified_ends", unverifiedEnds)
    json.field("rewritten", rewritten)
    json.field("ids_forgotten", idsForgotten)
    json.field("text", text)
    json.object("features") { json in
      for feature in features {
        json.object(feature.name) {
          $0.field("events", feature.events)
          $0.field("spend_usd", feature.spend)
        }
      }
    }
    json.field("included_usd", includedValue)
  }
}

extension StatusSource {
  func write(into json: inout JSONWriter) {
    json.field("path", path)
    json.field("offset", offset)
    json.field("size", size)
    json.field("lag_bytes", lagBytes)
    json.field("committed_offset", committedOffset)
    json.field("last_event", lastEvent?.description)
    json.field("error", problem)
    json.array("generations") { json in
      for generation in generations { json.object { generation.write(into: &$0) } }
    }
    json.field("partial_bytes", partialBytes)
    json.field("missing", isMissing)
    json.field("missing_since", missingSince?.description)
    json.field("looks_like", looksLike)
    json.object("framing") { json in
      for entry in framing { json.field(entry.name, entry.count) }
    }
    json.object("formats") { json in
      for entry in formats { json.field(entry.name, entry.count) }
    }
    spent.write(into: &json)
    if let reading { json.object("reading") { reading.write(into: &$0) } }
    json.field("rejected", rejected)
    json.field("text", text)
  }
}

extension StatusSource.Generation {
  func write(into json: inout JSONWriter) {
    json.field("path", path)
    json.field("state", state)
    json.field("offset", offset)
    json.field("size", size)
    json.field("lag_bytes", lagBytes)
    json.field("events", events)
    json.field("rejected", rejected)
    json.field("nul_bytes", nulBytes)
    json.field("gaps", gaps)
    json.field("unverified_ends", unverifiedEnds)
    json.field("partial_bytes", partialBytes)
    json.field("rules_from", rulesFrom)
  }
}

extension StatusBudget {
  func write(into json: inout JSONWriter) {
    json.field("name", name)
    json.object("group") { json in
      for pair in group { json.field(pair.name, pair.value) }
    }
    json.field("unit", unit.rawValue)
    json.field("kind", kind.rawValue)
    json.field("spend_usd", spend)
    json.field("limit_usd", limit)
    json.decimal("used_percent", usedPercent)
    json.field("level", level?.rawValue ?? "ok")
    json.array("firing") { json in
      for percent in firing { json.element(percent) }
    }
    json.field("window_start", windowStart.secondsText)
    json.field("window_end", windowEnd.secondsText)
    json.field("partial_since", partialSince?.secondsText)
  }
}
