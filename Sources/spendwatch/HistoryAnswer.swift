import Operations
import Reporting
import SpendCore

/// What the history answers to a report, and what is said where it cannot.
enum HistoryAnswer {
  /// - Parameters:
  ///   - isWhole: a dimension that no call has is an error.
  ///   - advice: who can answer what the history cannot.
  /// - Returns: nil where there is no state, or no history that can know it: the
  ///   files are to be asked.
  static func part(
    _ query: ReportQuery, place: Locations, isQuiet: Bool, isWhole: Bool,
    advice: String = "--from-files counts from the files"
  ) throws(ReportFailure) -> ReportPart? {
    let asked = query.match.conditions.map(\.dimension) + query.dimensions
    guard !asked.contains(Dimension.source) else {
      if !isQuiet {
        Console.error("by source: counted from the files, as the history keeps no sources")
      }
      return nil
    }
    let askFiles = "; " + advice
    do { try place.checkOwner() } catch {
      throw ReportFailure(
        "the history cannot be read: \(error)\(askFiles)", isOfState: true)
    }
    let found: ReportPart?
    do {
      found = try HistoryReport.part(query, directory: place.state)
    } catch let failure as HistoryTally.Failure {
      throw ReportFailure(failure.words(query) + askFiles)
    } catch {
      throw ReportFailure("the history cannot be read: \(error)\(askFiles)")
    }
    guard let found else { return nil }
    if isWhole, let missing = found.missingDimension(query) {
      throw ReportFailure("no call in the history has '\(missing)'\(askFiles)")
    }
    return found
  }
}
