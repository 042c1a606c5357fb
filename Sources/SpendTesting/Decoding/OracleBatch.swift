import SpendCore

/// Batches of OTLP, once more: each record is made the flat object that it would be.
enum OracleBatch {
  /// Nil for an object that is no batch.
  static func lines(
    of object: OracleValue, _ decoder: OracleDecoder, frame: (Int64, isNaive: Bool)?
  ) -> [OracleLine]? {
    guard [.auto, .otel].contains(decoder.settings.format), !decoder.hasOwnCost(object) else {
      return nil
    }
    let lists = [
      ("resourceSpans", "scopeSpans", "spans"), ("resourceLogs", "scopeLogs", "logRecords"),
    ]
    var found: [OracleLine] = []
    var isBatch = false
    for (name, scopes, records) in lists {
      guard case .array(let resources)? = object.last(name) else { continue }
      isBatch = true
      for resource in resources {
        let attributes = attributes(resource.last("resource")?.last("attributes"))
        for scope in elements(resource.last(scopes)) {
          for record in elements(scope.last(records)) {
            guard case .object(let pairs) = record else { continue }
            let flat = OracleValue.object(
              pairs.filter {
                $0.key != Array("attributes".utf8) && $0.key != Array("resource".utf8)
              }
                + [
                  (Array("attributes".utf8), Self.attributes(record.last("attributes"))),
                  (Array("resource".utf8), .object([(Array("attributes".utf8), attributes)])),
                ])
            let shapes = OracleShapes(decoder, flat)
            if let shape = shapes.find(.otel) {
              found.append(shapes.event(shape, frame))
            } else {
              found.append(OracleLine(outcome: .rejected(.notEvent)))
            }
          }
        }
      }
    }
    guard isBatch else { return nil }
    return found.isEmpty ? [OracleLine(outcome: .rejected(.notEvent))] : found
  }

  private static func elements(_ value: OracleValue?) -> [OracleValue] {
    guard case .array(let elements)? = value else { return [] }
    return elements
  }

  private static func attributes(_ list: OracleValue?) -> OracleValue {
    .object(
      elements(list).compactMap { entry in
        guard case .text(let key)? = entry.last("key"), let value = entry.last("value"),
          case .object = value, let inner = any(value)
        else { return nil }
        return (key, inner)
      })
  }

  /// What is in `{"stringValue":"x"}`.
  static func any(_ value: OracleValue) -> OracleValue? {
    guard case .object(let pairs) = value else { return nil }
    let names = ["stringValue", "intValue", "doubleValue", "boolValue", "arrayValue"]
      .map { Array($0.utf8) }
    let found = pairs.last { pair in names.contains { pair.key == $0 } }?.value
    guard case .object? = found else { return found }
    return found?.last("values")
  }
}
