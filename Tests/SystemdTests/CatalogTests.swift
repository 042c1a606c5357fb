import Testing

@testable import Systemd

@Suite("The kinds of messages and their catalog")
struct CatalogTests {
  /// The entries of `systemd/spendwatch.catalog`: id → header and text.
  private func catalog() throws -> [String: String] {
    let text = try Checkout.contents(of: Checkout.path + "/systemd/spendwatch.catalog")
    var entries: [String: String] = [:]
    var id = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("-- ") {
        id = String(line.dropFirst(3))
        #expect(entries[id] == nil, "\(id) is there twice")
        entries[id] = ""
      } else if !id.isEmpty {
        entries[id, default: ""] += line + "\n"
      }
    }
    return entries
  }

  @Test("ids are 128 bits in lower-case hexadecimal, and no two kinds share one")
  func ids() {
    for kind in LogKind.allCases {
      #expect(kind.messageID.utf8.count == 32)
      #expect(kind.messageID.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) })
    }
    #expect(Set(LogKind.allCases.map(\.messageID)).count == LogKind.allCases.count)
  }

  @Test("the catalog explains every kind and nothing else")
  func agreement() throws {
    let entries = try catalog()
    #expect(Set(entries.keys) == Set(LogKind.allCases.map(\.messageID)))
    for kind in LogKind.allCases {
      let entry = try #require(entries[kind.messageID], "no entry for \(kind)")
      let parts = entry.split(separator: "\n\n", maxSplits: 1)
      #expect(parts.count == 2, "\(kind) has no text")
      #expect(parts[0].hasPrefix("Subject: "), "\(kind) has no subject")
      #expect(parts[0].contains("\nDefined-By: spendwatch"))
    }
  }

  @Test("fields that the catalog shows are fields of ours")
  func fields() throws {
    for (_, text) in try catalog() {
      for (index, part) in text.split(separator: "@", omittingEmptySubsequences: false).enumerated()
      where index % 2 == 1 { #expect(part.hasPrefix("SPENDWATCH_"), "\(part)") }
    }
  }

  @Test(
    "priorities that the documentation promises",
    arguments: [
      (LogKind.softCrossed, 4), (.hardCrossed, 2), (.resolved, 5), (.gap, 3),
      (.receiverParked, 2), (.deliveryDead, 2), (.commitFailing, 3), (.rotated, 6),
      (.reloaded, 5), (.reloadFailed, 3), (.watchdogStuck, 2), (.logEntriesDropped, 4),
    ])
  func priorities(kind: LogKind, priority: Int) { #expect(kind.priority == priority) }
}
