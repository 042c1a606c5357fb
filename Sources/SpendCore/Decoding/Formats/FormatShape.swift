/// One shape that the objects of a format have: where things are, and what counts. Data that the
/// decoder's ``FieldTable`` is made of; a format is one shape or several (an answer by itself, in a
/// batch file, below `response`).
///
/// A path is keys joined by `/`: their own points mean themselves. Of several paths the first that
/// leads to a value counts; those of `fields` in the configuration come before all of them, and an
/// event's own names at the top (`timestamp`, `feature_name`, …) before the format's.
package struct FormatShape: Sendable {
  /// What an object has to have, or to lack.
  package indirect enum Condition: Sendable {
    /// A text; with a list, one of these.
    case text(String, [String]? = nil)
    /// A count of tokens.
    case count(String)
    /// An amount of money.
    case cost(String)
    case isTrue(String)
    case time(String)
    /// A text that begins with one of these.
    case prefix(String, [String])
    case not(Condition)
  }

  /// Whether the number of input tokens has those in it that were read from a cache or written
  /// into one.
  package enum CacheCounting: Sendable {
    case within
    case beside
    /// Beside for Anthropic's models, whose SDK counts so; within for all others.
    case byModel
  }

  /// A count that an object may have.
  package enum Count: Int, CaseIterable, Sendable {
    case input
    case output
    case cacheRead
    /// Of those for five minutes, or of all that were written.
    case cacheWrite
    /// Of those for five minutes alone.
    case cacheWrite5m
    case cacheWrite1h
    case reasoning
    /// Beside the input, and charged like it.
    case extraInput
    /// Of the whole call: says whether reasoning is beside the output (xAI, Gemini where it speaks
    /// like OpenAI) or part of it.
    case total
  }

  /// An id: some texts, all of which have to be there, and one of some others, if any is.
  package struct ID: Sendable {
    package var parts: [String]
    package var more: [String] = []
    package var conditions: [Condition] = []
  }

  package let format: LineFormat
  /// Any of these, and of each everything.
  package var signature: [[Condition]]
  /// With any of these an object is no call of its own: a parent, an unfinished or failed run.
  package var exclusions: [[Condition]] = []
  package var times: [String] = []
  /// Times without a zone are in UTC, whatever the source says.
  package var isTimeUTC = false
  package var costs: [String] = []
  /// Money beside the cost, where the condition holds.
  package var addedCosts: [(path: String, condition: Condition)] = []
  /// With any of these a cost that is logged says nothing.
  package var unknownCost: [[Condition]] = []
  /// The currency of the costs; anything but USD is unpriced.
  package var currencies: [String] = []
  package var counts: [Count: [String]] = [:]
  /// Lists of what was written into caches, by how long it is kept:
  /// `[{"ttl":"1h","inputTokens":4096},{"ttl":"5m","inputTokens":1024}]`. For objects that have no
  /// such counts of their own.
  package var cacheDetails: [String] = []
  package var cache = CacheCounting.within
  /// Reasoning is beside the output, and added to it.
  package var addsReasoning = false
  /// Dimension → paths.
  package var dimensions: [String: [String]] = [:]
  /// Objects whose members are dimensions.
  package var roots: [String] = []
  /// Names at the top that mean something else here.
  package var ignoredNames: [String] = []
  /// Lists in which one element may be `feature:x` or `feature=x`.
  package var tags: [String] = []
  /// Where the feature is when nothing says it: names of traces, workflows, agents.
  package var lastFeatures: [String] = []
  /// Counts that only calls of a tier have.
  package var tierCounts: [(tier: ServiceTier, path: String)] = []
  /// Texts that may name a tier beside the one that a call was let in by: how fast it was.
  package var speeds: [String] = []
  /// The tier of all its calls, unless the object says another.
  package var tier: ServiceTier?
  /// What tells a call apart from others of the format: the first of these that it has.
  package var ids: [ID] = []
  /// A call is logged several times while it grows.
  package var grows = false
  /// Objects that are often written as a text.
  package var textObjects: [String] = []

  /// An answer that was logged whole: what it says of its model and tier comes before what the
  /// event around it says, which may be what was asked for.
  package private(set) var isBelow = false

  /// Where loggers put the time, beside `timestamp`.
  static let eventTimes = ["time", "ts", "@timestamp", "datetime", "asctime"]

  package init(_ format: LineFormat, signature: [[Condition]]) {
    self.format = format
    self.signature = signature
  }

  /// Names under which a dimension is looked for in the roots.
  package static func names(of dimension: String) -> [String] {
    aliases[dimension] ?? [dimension]
  }

  private static let aliases: [String: [String]] = [
    Dimension.feature: [Dimension.feature, "feature"],
    Dimension.segment: [Dimension.segment, "segment", "user_tier"],
    Dimension.user: [Dimension.user, "userId", "user"],
    Dimension.environment: [Dimension.environment, "env"],
    Dimension.session: [Dimension.session, "sessionId", "thread_id"],
  ]

  /// The paths of a dimension, in the order in which they are tried.
  package func paths(of dimension: String) -> [String] {
    let names = Self.names(of: dimension)
    var paths = dimension == Dimension.model ? [] : names.filter { !ignoredNames.contains($0) }
    paths += roots.flatMap { root in names.map { root + "/" + $0 } }
    paths += dimensions[dimension] ?? []
    return paths
  }

  /// The same below a key, as of an answer that was logged whole: `response`.
  package func below(_ prefix: String) -> FormatShape {
    func path(_ path: String) -> String { prefix + "/" + path }
    func condition(_ one: Condition) -> Condition {
      switch one {
      case .text(let name, let values): .text(path(name), values)
      case .count(let name): .count(path(name))
      case .cost(let name): .cost(path(name))
      case .isTrue(let name): .isTrue(path(name))
      case .time(let name): .time(path(name))
      case .prefix(let name, let values): .prefix(path(name), values)
      case .not(let one): .not(condition(one))
      }
    }
    var shape = self
    shape.signature = signature.map { $0.map(condition) }
    shape.exclusions = exclusions.map { $0.map(condition) }
    shape.unknownCost = unknownCost.map { $0.map(condition) }
    shape.isBelow = true
    shape.times = Self.eventTimes + ["created_at"] + times.map(path)
    shape.exclusions += [[.text("type", ["message_start"])]]
    shape.costs = costs.map(path)
    shape.addedCosts = addedCosts.map { (path($0.path), condition($0.condition)) }
    shape.currencies = currencies.map(path)
    shape.tierCounts = tierCounts.map { ($0.tier, path($0.path)) }
    shape.speeds = speeds.map(path)
    shape.counts = counts.mapValues { $0.map(path) }
    shape.cacheDetails = cacheDetails.map(path)
    shape.dimensions = dimensions.mapValues { $0.map(path) }
    shape.roots += roots.map(path)
    shape.tags += tags.map(path)
    shape.textObjects += textObjects.map(path)
    shape.ids = ids.map { id in
      ID(
        parts: id.parts.map(path), more: id.more.map(path) + id.more,
        conditions: id.conditions.map(condition))
    }
    return shape
  }
}
