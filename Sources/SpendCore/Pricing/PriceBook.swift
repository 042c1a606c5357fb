/// All price tables of a configuration, the first that knows a model first. Never changed once it
/// is made, so that threads share it.
package final class PriceBook: Sendable, Hashable {
  package let tables: [PriceTable]
  /// What unknown models cost: the name of a model; nil: nothing, they are unpriced.
  package let unknownModel: String?
  /// Tells two books apart: of all names and prices.
  package let fingerprint: UInt64

  package init(tables: [PriceTable], unknownModel: String? = nil) {
    self.tables = tables
    self.unknownModel = unknownModel
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ text: some StringProtocol) {
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      hash = (hash ^ 0xFF) &* 0x100_0000_01B3
    }
    for table in tables {
      add(table.name)
      add(table.fingerprint)
    }
    add(unknownModel ?? "")
    fingerprint = hash
  }

  /// Without any price.
  package static let empty = PriceBook(tables: [])
  /// The built-in table alone.
  package static let builtIn = PriceBook(tables: [.builtIn])

  package static func == (a: PriceBook, b: PriceBook) -> Bool { a.fingerprint == b.fingerprint }
  package func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }

  /// The same models with other prices: what a slip would have made of them.
  package func mappingRows(_ change: (PriceRow) -> PriceRow) -> PriceBook {
    PriceBook(tables: tables.map { $0.mappingRows(change) }, unknownModel: unknownModel)
  }

  /// Every name that a table has, once.
  package var allNames: Set<String> {
    tables.reduce(into: []) { names, table in names.formUnion(table.names.map(\.name)) }
  }

  /// A model in the tables that know it, in their order.
  package struct Entry: Hashable, Sendable {
    /// By which name each knows it.
    package struct Place: Hashable, Sendable {
      package var table: Int
      package var model: Int
      package var name: String
    }
    package var places: [Place]
    /// It is none of the tables': what it costs is that of `unknownModel`.
    package var isUnknown: Bool
  }

  /// - Complexity: O(tables × forms of the name), and of the rules of a table that has some.
  package func find(_ model: String) -> Entry {
    let found = places(model)
    if !found.isEmpty { return Entry(places: found, isUnknown: false) }
    guard let unknownModel else { return Entry(places: [], isUnknown: true) }
    return Entry(places: places(unknownModel), isUnknown: true)
  }

  private func places(_ model: String) -> [Entry.Place] {
    let forms = ModelName.forms(of: model)
    // With and without the path: rules are gone through one by one.
    let plain = [forms.first, forms.last { !$0.contains("/") }]
    return tables.indices.compactMap { table in
      for form in forms {
        var number = tables[table].model(named: form)
        if number == nil, plain.contains(form) { number = tables[table].model(byRule: form) }
        if let number { return Entry.Place(table: table, model: number, name: form) }
      }
      return nil
    }
  }

  /// The row that a model has on a day: of the first table that has one by then.
  ///
  /// - Parameter day: since 1970, in UTC.
  package func row(_ entry: Entry, onDay day: Int64) -> (place: Entry.Place, row: PriceRow)? {
    for place in entry.places {
      if let row = tables[place.table].row(place.model, onDay: day) { return (place, row) }
    }
    return nil
  }
}
