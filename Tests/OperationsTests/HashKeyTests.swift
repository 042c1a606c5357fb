import SpendCore
import Testing

@testable import Operations

/// Values that are to be hashed are hashed under the key, in the sources and where budgets name
/// them.
@Suite struct HashKeyTests {
  private static func configuration() -> Configuration {
    var configuration = Configuration()
    configuration.hashedDimensions = [Dimension.user]
    configuration.sources = [
      SourceSettings(origin: .file(pattern: "/log", rotated: []), zones: ZoneDirectory { _ in nil })
    ]
    return configuration
  }

  @Test("One key always gives the same hash of a value, another key another one")
  func keys() throws {
    func hash(_ key: String) throws -> String? {
      let hashed = try Self.configuration().hashed(by: Array(key.utf8))
      #expect(hashed.sources.map(\.hash) == [hashed.hash])
      #expect(hashed.hash?.dimensions == [Dimension.user])
      return hashed.hash?.hashed("alice", of: Dimension.user)
    }
    // HMAC-SHA-256 of "spendwatch/hash/1", NUL, "user_id", NUL, "alice", by openssl.
    #expect(try hash("one") == "h:24fcfc9ca00fa602")
    #expect(try hash("one") == hash("one"))
    #expect(try hash("one") != hash("two"))
  }
}
