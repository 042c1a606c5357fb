/// What a delivery tells its receiver.
///
/// Kept in the state with its sort, its version and its length, so that a program which does not
/// know a sort keeps it for one that does.
package enum Message: Hashable, Sendable {
  case alert(Alert)
  case digest(SpendDigest)
  /// Written by a later release: kept and listed, never sent.
  case unknown(Unknown)

  package struct Unknown: Hashable, Sendable {
    package var sort: String
    package var version: UInt64
    package var body: [UInt8]

    package init(sort: String, version: UInt64, body: [UInt8]) {
      (self.sort, self.version, self.body) = (sort, version, body)
    }
  }

  /// Whether this release can send it.
  package var isKnown: Bool {
    if case .unknown = self { false } else { true }
  }

  /// The alert, if it is one.
  package var alert: Alert? {
    if case .alert(let alert) = self { alert } else { nil }
  }
}

/// `x` of sort, version and body; the body of an alert is its fields and its details, that of
/// a digest its fields.
extension Message {
  private static let alertSort = "alert"
  private static let digestSort = "digest"
  private static let version: UInt64 = 1

  package func write(to writer: inout ByteWriter) {
    var body = ByteWriter()
    switch self {
    case .alert(let alert):
      body.write(Self.alertSort)
      body.write(Self.version)
      alert.write(to: &body)
      alert.details.write(to: &body)
    case .digest(let digest):
      body.write(Self.digestSort)
      body.write(Self.version)
      digest.write(to: &body)
    case .unknown(let unknown):
      body.write(unknown.sort)
      body.write(unknown.version)
      body.write(raw: unknown.body)
    }
    writer.write(body.bytes)
  }

  package init(from outer: inout ByteReader) throws(DamagedRecord) {
    var reader = ByteReader(try outer.readBytes())
    let (sort, version) = (try reader.readString(), try reader.readUInt64())
    switch (sort, version) {
    case (Self.alertSort, Self.version):
      var alert = try Alert(from: &reader)
      alert.details = try AlertDetails(from: &reader)
      self = .alert(alert)
    case (Self.digestSort, Self.version): self = .digest(try SpendDigest(from: &reader))
    default: self = .unknown(Unknown(sort: sort, version: version, body: reader.rest))
    }
  }
}
