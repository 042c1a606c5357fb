package import SpendCore
package import Tailing

/// Reports from the sources of a configuration: the files and their rotated generations, each line
/// once, as the daemon would read them if it had never read anything.
package enum SourceReport {
  package struct Outcome: Sendable {
    package var part = ReportPart()
    /// What could not be read, in words.
    package var problems: [String] = []
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
    var options = TailOptions()
    options.isOnce = true
    var tailer: Tailer
    do throws(DamagedRecord) {
      tailer = try Tailer(sources: files, fileSystem: fileSystem, options: options)
    } catch {
      throw ReportFailure("the sources cannot be read: \(error)")
    }
    tailer.reconcile(now: request.now, monotonicSeconds: monotonicSeconds)
    // A first look is committed before anything is read; here nothing outlives the report.
    _ = tailer.changes()
    tailer.committed()
    for index in files.indices {
      var own = request
      own.settings = files[index]
      outcome.part.merge(count(index, own, &tailer, &outcome.problems))
    }
    return outcome
  }

  private static func count(
    _ source: Int, _ request: ReportRequest, _ tailer: inout Tailer, _ problems: inout [String]
  ) -> ReportPart {
    var counter = ReportCounter(request)
    while let chunk = tailer.nextChunk(source: source) {
      switch chunk.content {
      case .progress: break
      case .oversize: counter.addOversize()
      case .lines: counter.add(chunk.bytes)
      case .lastLine: counter.add(chunk.bytes, isSealed: true)
      }
      tailer.consume(source: source, bytes: chunk.byteCount)
      note(tailer.takeHappenings(), &problems)
    }
    note(tailer.takeHappenings(), &problems)
    return counter.part()
  }

  private static func note(_ happenings: [TailHappening], _ problems: inout [String]) {
    for happening in happenings {
      switch happening {
      case .unreadable(_, let error): problems.append("\(error)")
      case .damagedArchive(_, let path):
        problems.append("\(path): the archive is damaged; nothing of it is reported")
      case .waitingForArchive(_, let path):
        problems.append("\(path): the archive ends in the middle; is it still being written?")
      default: break
      }
    }
  }
}
