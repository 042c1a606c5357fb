import SpendCore
import SpendTesting
import Testing

@testable import Tailing

/// What happens to the files between two calls of one look, at every pair of places.
@Suite("Between the calls of a look")
struct InterleavingTests {
  /// What happens first and then, to a file of 30 lines of which 20 were read.
  enum Accident: String, CaseIterable, CustomTestStringConvertible {
    case copyTruncate
    case copyTruncateOfOneLine
    case renameTwice
    case replaceAndRename
    case compress

    var testDescription: String { rawValue }
  }

  @Test(
    "whatever falls between, every line is counted once", arguments: Accident.allCases,
    [false, true])
  func everywhere(accident: Accident, isKilled: Bool) throws {
    for first in 0..<20 {
      for second in stride(from: first, to: 26, by: 2) {
        let problem = try run(accident, at: (first, second), isKilled: isKilled)
        #expect(problem == nil, "first before call \(first), then before call \(second)")
      }
    }
  }

  private func run(
    _ accident: Accident, at calls: (Int, Int), isKilled: Bool
  ) throws -> String? {
    let scene = try InterleavedFiles(read: accident == .copyTruncateOfOneLine ? 1 : 20)
    if isKilled { try scene.daemon.kill() }
    var call = 0
    scene.files.before = { _ in
      if call == calls.0 { scene.first(accident) }
      if call == calls.1 { scene.second(accident) }
      call += 1
    }
    scene.daemon.look()
    scene.daemon.read()
    scene.daemon.commit()
    scene.files.before = { _ in }
    // Where the look made fewer calls.
    if call <= calls.0 { scene.first(accident) }
    if call <= calls.1 { scene.second(accident) }
    return scene.problem()
  }
}
