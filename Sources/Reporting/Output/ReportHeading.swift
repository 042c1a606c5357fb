package import SpendCore

/// The line above a table: which time it is of, where its events came from, and since when these
/// are all there, if that is known.
package enum ReportHeading {
  /// `2026-10-01 00:00 to 2026-11-01 00:00 Europe/Berlin; from cost_events.jsonl`
  package static func text(
    _ query: ReportQuery, source: String, completeSince: Timestamp? = nil
  ) -> String {
    func local(_ time: Timestamp) -> String {
      let seconds = time.seconds + query.zone.offsetSeconds(at: time.seconds)
      let minute = Timestamp.floorDivide(seconds, 60)
      let date = Timestamp.floorDivide(minute, 1440)
      let ofDay = minute - date * 1440
      return "\(CivilDate(day: date)) \(Timestamp.padded(ofDay / 60, 2))"
        + ":\(Timestamp.padded(ofDay % 60, 2))"
    }
    let time =
      switch (query.from, query.to) {
      case (let from?, let to?): "\(local(from)) to \(local(to)) \(query.zone.name)"
      case (let from?, nil): "since \(local(from)) \(query.zone.name)"
      case (nil, let to?): "before \(local(to)) \(query.zone.name)"
      case (nil, nil): "all times, \(query.zone.name)"
      }
    let conditions = query.match.conditions.map { condition in
      ", \(condition.dimension)=\(condition.patterns.map(\.text).joined(separator: "|"))"
    }
    let since = completeSince.map { ", complete since \(local($0))" } ?? ""
    return "\(time)\(conditions.joined()); from \(source)\(since)"
  }
}
