import SpendCore

/// Reads `alerts.yaml` (Semantics, Configuration): a file in, a validated ``Configuration`` with
/// every default filled in or all of the file's problems out. The same for `check`, `run` and a
/// reload, so that they say the same.
///
/// Blocks on the files it reads. Hostile files end in a problem: at most 1 MiB is read, and at
/// most 50,000 values in 64 levels are looked at.
package struct ConfigurationLoader: Sendable {
  private let host: HostAccess

  package init(host: HostAccess) { self.host = host }

  /// - Parameter path: of the file; relative to the current directory.
  package func load(path: String) -> LoadResult {
    let absolute = HostAccess.absolute(path, in: host.currentDirectory)
    let bytes: [UInt8]
    do throws(FileFailure) {
      bytes = try host.readFile(absolute, YAMLText.maxBytes)
    } catch .tooLarge {
      return failed(YAMLText.tooLarge)
    } catch {
      return failed(YAMLFailure(message: error.text))
    }
    do throws(YAMLFailure) {
      guard let root = try YAMLReader.read(bytes), !root.isNothing else {
        return failed(
          YAMLFailure(
            message: "is empty; three lines are enough: "
              + "'budgets:', '  - feature: support_qa', '    daily: 50'"))
      }
      return read(root, at: absolute)
    } catch {
      return failed(error)
    }
  }

  private func read(_ root: YAMLNode, at path: String) -> LoadResult {
    var reader = Reader(
      host: host, directory: HostAccess.directory(of: path),
      isWorldReadable: (host.mode(path) ?? 0) & 0o004 != 0)
    let configuration = reader.configuration(root)
    let hasErrors = reader.problems.contains { $0.severity == .error }
    return LoadResult(
      configuration: hasErrors ? nil : configuration, problems: ordered(reader.problems),
      comesLater: ordered(reader.comesLater), templates: reader.templates)
  }

  /// By place; what is about the file as a whole first. Of one place in the order of reading.
  private func ordered(_ problems: [Problem]) -> [Problem] {
    let sorted = problems.enumerated().sorted { a, b in
      (a.element.line, a.element.column, a.offset) < (b.element.line, b.element.column, b.offset)
    }
    return sorted.map(\.element)
  }

  private func failed(_ failure: YAMLFailure) -> LoadResult {
    let problem = Problem(
      severity: .error, line: failure.line, column: failure.column, message: failure.message)
    return LoadResult(configuration: nil, problems: [problem], comesLater: [], templates: [])
  }
}
