package import SpendCore

/// Reads the files of exports: plain or packed, `-` for the standard input.
package enum ExportFiles {
  /// Blocks until all is read; the first error ends it.
  ///
  /// - Parameter warn: what is to be said though everything was read.
  /// - Complexity: O(bytes); memory as ``ExportReader`` has it.
  package static func read(
    _ paths: [FilePath], _ query: ReconcileQuery, warn: @escaping (String) -> Void
  ) throws(ReportFailure) -> ExportSums {
    var reader = ExportReader(query)
    var buffer = [UInt8](repeating: 0, count: BlockFeed.blockBytes)
    for path in paths {
      let plan = try ReportPlan([path], threads: 1)
      guard let piece = plan.pieces.first else { throw ReportFailure("\(path.text): is empty") }
      var supply = piece.supply(warn: warn)
      var count = 0
      repeat {
        count = try supply.fill(&buffer)
        do throws(ExportFailure) {
          if count > 0 { try reader.add(buffer[..<count]) } else { try reader.finish() }
        } catch {
          throw ReportFailure("\(piece.file.path): \(error)")
        }
      } while count > 0
    }
    return reader.sums
  }
}
