/// Adds up the rows of exports by the dimensions that are asked for, and what time they are of.
///
/// O(rows); memory follows the days and values, of which there may be ``mostKeys``.
package struct ExportSums: Sendable {
  package static let mostKeys = 200_000
  static let longestValue = 1000

  /// What an export is about: amounts, or only tokens and calls. Buckets with nothing in them do
  /// not say.
  enum Content: Hashable { case money, usage, unknown }

  struct Key: Hashable {
    var days: Range<Int64>
    /// One a dimension of ``ReconcileQuery/others``.
    var values: [ExactText]
  }

  struct Sums: Hashable {
    var cost: Money?
    var calls: Int64?
    var inputTokens: Int64?
    var outputTokens: Int64?
  }

  let query: ReconcileQuery
  private(set) var sums: [Key: Sums] = [:]
  /// How a model is shown that is compared by its key.
  private(set) var modelNames: [ExactText: String] = [:]
  /// Dimensions that some row knows, and those that some amount has.
  private(set) var known: (any: Set<String>, money: Set<String>) = ([], [])
  private(set) var stretches: [Content: [Range<Int64>]] = [:]
  private var touched: [Content: Range<Int64>] = [:]
  /// What is no matter of models: taxes, other services.
  private(set) var leftOut: [String: Money] = [:]
  package private(set) var formats: Set<ExportFormat> = []
  /// Some page says that there is one after it, and none that it is the last.
  package var lacksPages: Bool { pagesBefore && !pagesLast }
  private(set) var rowCount = 0
  /// Of names that rows had, at most ``mostNames``.
  private var modelKeys: [ExactText: ModelKey] = [:]
  private static let mostNames = 10_000
  private var pagesBefore = false
  private var pagesLast = false

  package init(_ query: ReconcileQuery) { self.query = query }

  mutating func add(_ row: ExportRow) throws(ExportFailure) {
    guard row.days.count == 1 || !query.isByDay else {
      throw ExportFailure(
        "\(Self.text(row.days)) is longer than a day in \(query.zone.name); export by the day (by "
          + "the hour for another --timezone than UTC), or ask without days: --by model")
    }
    rowCount += 1
    for (dimension, value) in row.values where !value.isEmpty {
      known.any.insert(dimension)
      if row.cost != nil { known.money.insert(dimension) }
      guard value.utf8.count <= Self.longestValue else {
        throw ExportFailure("\(dimension): a value of more than \(Self.longestValue) bytes")
      }
    }
    let name = row.values[Dimension.model] ?? ""
    let model = key(name)
    guard isAskedFor(row, model, name) else { return }
    let values = query.others.map { dimension in
      dimension == Dimension.model ? model.text : ExactText(row.values[dimension] ?? "")
    }
    let key = Key(days: row.days, values: values)
    if sums[key] == nil, sums.count == Self.mostKeys {
      throw ExportFailure(
        "more than \(Self.mostKeys) rows of \(query.dimensions.joined(separator: ", ")); ask for "
          + "fewer dimensions with --by, or name fewer files")
    }
    var sum = sums[key] ?? Sums()
    if let cost = row.cost {
      let (total, isTooLarge) = (sum.cost ?? .zero).addingReportingSaturation(cost)
      guard !isTooLarge else { throw ExportFailure("the amounts add up to more than is money") }
      sum.cost = total
    }
    sum.calls = ExportNumber.sum(sum.calls, row.calls)
    sum.inputTokens = ExportNumber.sum(sum.inputTokens, row.inputTokens)
    sum.outputTokens = ExportNumber.sum(sum.outputTokens, row.outputTokens)
    sums[key] = sum
    if !name.isEmpty { show(model, name) }
  }

  /// Of several names of a model always the same one.
  private mutating func show(_ model: ModelKey, _ name: String) {
    guard query.others.contains(Dimension.model) else { return }
    // `Web Search Usage` is no name that a log would have.
    let name = name.contains(" ") ? name : model.name
    if name < modelNames[model.text] ?? "\u{10FFFF}" { modelNames[model.text] = name }
  }

  private mutating func key(_ model: String) -> ModelKey {
    if let known = modelKeys[ExactText(model)] { return known }
    let key = ModelKey(model)
    if modelKeys.count == Self.mostNames { modelKeys = [:] }
    modelKeys[ExactText(model)] = key
    return key
  }

  /// A condition on what the export does not know is one on the logs alone.
  private func isAskedFor(_ row: ExportRow, _ model: ModelKey, _ name: String) -> Bool {
    if !name.isEmpty, !query.isAskedFor(model: model, name) { return false }
    return query.match.conditions.allSatisfy { condition in
      condition.dimension == Dimension.model
        || row.values[condition.dimension].map { condition.matches($0) } ?? true
    }
  }

  mutating func leaveOut(_ what: String, _ cost: Money) { leftOut[what, default: .zero] += cost }

  mutating func isOf(_ format: ExportFormat) { formats.insert(format) }

  mutating func isFollowed(_ hasMore: Bool) {
    if hasMore { pagesBefore = true } else { pagesLast = true }
  }

  /// The time that an export is of, whether anything happened in it or not.
  mutating func cover(_ start: Timestamp, _ end: Timestamp, _ content: Content) {
    guard start < end else { return }
    let stretch = start.microseconds..<end.microseconds
    var known = stretches[content] ?? []
    stretches[content] = nil
    if let last = known.last, last.upperBound == stretch.lowerBound {
      known[known.count - 1] = last.lowerBound..<stretch.upperBound
    } else if known.last?.contains(stretch) != true {
      known.append(stretch)
    }
    stretches[content] = known
  }

  /// A day of a file that names only those on which something happened: such a file is of all days
  /// from its first to its last.
  mutating func touch(_ days: Range<Int64>, _ content: Content) {
    let known = touched[content] ?? days
    touched[content] =
      min(known.lowerBound, days.lowerBound)..<max(known.upperBound, days.upperBound)
  }

  mutating func endFile() {
    for (content, days) in touched {
      cover(
        query.zone.start(of: CivilDate(day: days.lowerBound)),
        query.zone.start(of: CivilDate(day: days.upperBound)), content)
    }
    touched = [:]
  }

  /// A day, or the first and the last.
  package static func text(_ days: Range<Int64>) -> String {
    let first = CivilDate(day: days.lowerBound)
    return days.count == 1 ? "\(first)" : "\(first) to \(CivilDate(day: days.upperBound - 1))"
  }
}
