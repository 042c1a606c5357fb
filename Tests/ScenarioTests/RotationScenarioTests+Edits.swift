import Testing

/// What people and tools do to a log that they may not touch, with the tools themselves.
extension RotationScenarioTests {
  /// Commands in the directory of the log, which is `$log` in them, after 200 lines were counted.
  /// None touches the last 4 KiB. Where a tool is not there, or the file system cannot do it,
  /// nothing happens, and every line still counts once.
  static let edits = [
    "tail -n 120 $log > other && mv other $log",
    "tail -n 120 $log > other && cat other > $log",
    "sed -i 1,50d $log",
    "sed -i '1,50s/feature/fEaTuRe/' $log",
    "sed '20,40d' $log > other && mv other $log",
    "cp $log other && mv other $log",
    "cp $log other && cat other > $log",
    "mkdir -p safe && cp $log safe/ && rsync --inplace --ignore-times safe/$log $log || :",
    "vim -es -c '1,50d' -c 'wq' $log || :",
    "fallocate --punch-hole --offset 0 --length 4096 $log || :",
    "fallocate --collapse-range --offset 0 --length 4096 $log || :",
  ]

  @Test("Edited with real tools, every line counts once", arguments: edits, Mode.allCases)
  func edited(_ command: String, _ mode: Mode) async throws {
    let numbered = try NumberedProgram()
    let program = numbered.program
    numbered.append(200)
    program.start()
    #expect(await numbered.isComplete())
    if mode != .alive { program.kill() }
    let place = "cd '\(program.directory)' && log=\(Self.log) && "
    #expect(Shell.run("(\(place)\(command)) > /dev/null 2>&1") == 0)
    if mode == .killed {
      program.start()
      program.kill()
    }
    if mode != .alive { program.start() }
    numbered.append(20)
    #expect(await numbered.isComplete())
    program.kill()
    #expect(program.run(["run", "--once"]).status == 0)
    // What is left may be less than what was counted; then verify says which file was edited.
    if program.run(["verify"]).status != 0 {
      let said = program.read("commands.log")
      #expect(said.contains("gone, deleted or edited since"), "\(command): \(said)")
    }
    // Whether something was written just before the edit, and is gone by it, nobody knows.
    #expect(numbered.difference(program.status, hasEdits: true) == nil, "\(command)")
  }
}
