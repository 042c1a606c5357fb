import Glibc
import Testing

/// What goes wrong around a rotation.
extension RotationScenarioTests {
  static let accidents = [
    Scenario(
      description: "created by a writer between logrotate's rename and its create",
      steps: [
        { $0.append() },
        {
          $0.rotate()
          $0.append()
        },
        { $0.move(log, log + "-2026050110.backup") },
        { $0.append() },
      ]),
    Scenario(
      description: "a writer that keeps its place over a copytruncate and leaves a hole",
      steps: [
        { $0.append(300) },
        { log in
          let size = log.program.read(Self.log).utf8.count
          log.copyTruncate()
          truncate(log.program.path(Self.log), size)
          log.append()
        },
        { $0.append() },
        { $0.rotate() },
        { $0.append() },
      ]),
    Scenario(
      description: "cut, and grown beyond the old size with the same first line",
      steps: [
        {
          $0.program.append(log, "\n")
          $0.append(5)
        },
        {
          $0.copyTruncate()
          $0.program.append(log, "\n")
          $0.append(40)
        },
        { $0.append() },
      ]),
    Scenario(
      description: "NULs at the end, as a crash of the machine leaves them",
      steps: [
        { $0.append() },
        { $0.program.append(log, bytes: [UInt8](repeating: 0, count: 200_000)) },
        { $0.append() },
        {
          $0.program.append(log, bytes: [UInt8](repeating: 0, count: 100))
          $0.rotate()
        },
        { $0.append() },
      ]),
    Scenario(
      description: "another name for the same file, which then is all that is left of it",
      steps: [
        { $0.append() },
        { link($0.program.path(log), $0.program.path(log + ".1")) },
        { $0.append(to: log + ".1") },
        { $0.remove(log) },
        { $0.append() },
      ]),
    Scenario(
      description: "an archive half written, its plain file gone already",
      steps: [
        { $0.append() },
        { log in
          log.append(200)
          log.rotate()
          log.compress(Self.log + ".1")
          log.move(Self.log + ".1.gz", "whole")
          let directory = log.program.directory
          #expect(Shell.run("cd '\(directory)' && head -c 900 whole > \(Self.log).1.gz") == 0)
          log.remove(Self.log + ".1")
        },
        { $0.append() },
        { $0.move("whole", log + ".1.gz") },
        { $0.append() },
      ]),
  ]
}
