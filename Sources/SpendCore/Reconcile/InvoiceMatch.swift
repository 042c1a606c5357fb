/// A provider's bill that was what was counted here, within the tolerance: what a digest says of
/// how sure its numbers are.
package struct InvoiceMatch: Hashable, Sendable {
  /// The last day that was compared, since 1970.
  package var lastDay: Int64
  /// How far the totals were apart, in thousandths of the provider's.
  package var apartPermille: Int64
  /// Whose bill it was.
  package var formats: [String]

  package init(lastDay: Int64, apartPermille: Int64, formats: [String]) {
    self.lastDay = lastDay
    self.apartPermille = apartPermille
    self.formats = formats
  }

  /// Nil for one that did not match, or is of no money.
  package init?(_ result: Reconciliation) {
    guard result.isWithin, result.measure == .money, let theirs = result.provider.cost?.nano,
      theirs > 0
    else { return nil }
    let apart = Int128(result.difference.magnitude) * 1000
    self.init(
      lastDay: result.days.upperBound - 1,
      apartPermille: Int64(clamping: (apart + Int128(theirs) / 2) / Int128(theirs)),
      formats: result.formats.map(\.rawValue))
  }

  package var json: String {
    var json = JSONWriter()
    json.object { json in
      json.field("last_day", lastDay)
      json.field("apart_permille", apartPermille)
      json.array("formats") { list in for format in formats { list.element(format) } }
    }
    return json.text
  }

  /// Nil for what is none.
  package init?(json bytes: [UInt8]) {
    guard let value = try? JSONReader.read(bytes), let day = value["last_day"]?.integer,
      let apart = value["apart_permille"]?.integer, (0...1_000_000).contains(day)
    else { return nil }
    let known = Set(ExportFormat.allCases.map(\.rawValue))
    let formats = (value["formats"]?.elements ?? []).compactMap(\.text).filter(known.contains)
    self.init(lastDay: day, apartPermille: max(0, apart), formats: Array(formats.prefix(10)))
  }
}
