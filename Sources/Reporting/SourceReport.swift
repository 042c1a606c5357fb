import Reading
package import SpendCore
package import Tailing

/// Reports from the sources of a configuration: the files and their rotated generations, each line
/// once, as the daemon would read them if it had never read anything.
package enum SourceReport {
  package struct Outcome: Sendable {
    package var part = ReportPart()
    /// What could not be read, in words.
    package var problems: [String] = []
    /// What is to be said though nothing is missing.
    package var notices: [String] = []
    /// Journals, which are not read here.
    package var skippedUnits: [String] = []
  }

  /// Blocks, on the caller's thread. Of a file that is still written to, a line without its end is
  /// left out.
  ///
  /// - Parameters:
  ///   - request: its settings are not looked at; each source has its own.
  ///   - monotonicSeconds: any clock that never steps.
  /// - Complexity: O(bytes); memory follows the rows.
  package static func read(
    _ sources: [SourceSettings], _ request: ReportRequest, monotonicSeconds: Double,
    fileSystem: any FileSystem = LinuxFileSystem()
  ) throws(ReportFailure) -> Outcome {
    var outcome = Outcome()
    var request = request
    request.ruleDimensions = sources.flatMap(\.ruleDimensions)
    var files: [SourceSettings] = []
    for source in sources {
      if case .journal(let unit) = source.origin {
        outcome.skippedUnits.append(unit)
        continue
      }
      var whole = source
      whole.readFrom = .all
      files.append(whole)
    }
    var options = SourceReader.Options.once()
    options.clampsFuture = false
    options.hashSeed = request.hashSeed
    options.keepsDetails = request.query.details.contains(.costs)
    var reader: SourceReader
    do throws(DamagedRecord) {
      reader = try SourceReader(
        sources: files, dimensions: request.dimensions, fileSystem: fileSystem,
        options: options)
    } catch {
      throw ReportFailure("the sources cannot be read: \(error)")
    }
    let moment = Moment(now: request.now, monotonicSeconds: monotonicSeconds)
    reader.beginWithoutState(at: moment)
    var counter = ReportCounter(request)
    while let batch = reader.nextBatch(at: moment, catalog: &counter.catalog) {
      switch batch.content {
      case .progress: break
      case .oversize: counter.addOversize()
      case .lines: counter.add(batch.lines, lastWrite: batch.lastWrite)
      }
      let endsWindow = batch.endsWindow
      reader.applied(batch)
      guard endsWindow else { continue }
      note(reader.drainHappenings(), &outcome)
      guard counter.isFull else { continue }
      reader.invalidate(catalog: &counter.catalog)
      counter.putAside()
      reader.restart(dimensions: request.dimensions)
    }
    note(reader.drainHappenings(), &outcome)
    counter.addCutOff(reader.openLineCount)
    outcome.part = counter.part()
    return outcome
  }

  private static func note(_ happenings: [SourceHappening], _ outcome: inout Outcome) {
    for case .file(let happening) in happenings {
      switch happening {
      case .unreadable(_, let error): outcome.problems.append("\(error)")
      case .damagedArchive(_, let path):
        outcome.problems.append("\(path): the archive is damaged; nothing of it is reported")
      case .waitingForArchive(_, let path):
        outcome.problems.append(
          "\(path): the archive ends in the middle; is it still being written?")
      case .trailingBytes(_, let path):
        outcome.notices.append(
          "\(path): what follows the end of the archive is none and is not read")
      default: break
      }
    }
  }
}
