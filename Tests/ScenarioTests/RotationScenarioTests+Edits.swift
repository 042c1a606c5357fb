import Status
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
    let logs = program.read("run.log") + program.read("commands.log")
    let said = logs.split(separator: "\n").count { $0.contains("is known again by its tail") }
    // What was said just before a kill comes again.
    let counted = Int(program.status?.totals.rewritten ?? -1)
    #expect(mode == .killed ? counted <= said : counted == said, "\(command)")
  }

  /// How programs rotate, to names of their own.
  static let rotations = [
    ("pm2", "mv $log cost_events__2026-11-28_00-00-00.jsonl"),
    ("svlogd", "mv $log @400000006567a2b31badcafe.u && : > $log"),
    ("winston", "mv $log cost_events1.jsonl && : > $log"),
    ("Serilog", "mv $log cost_events20261128.jsonl"),
    ("lumberjack", "mv $log cost_events-2026-11-28T00-00-00.000.jsonl && : > $log"),
    ("log4js", "mv $log cost_events.2026-11-28.jsonl"),
    ("a directory a day", "mkdir -p archive/2026-11-28 && mv $log archive/2026-11-28/"),
    ("copytruncate", "cp $log cost_events-kept && : > $log"),
    ("gzip", "gzip -c $log > old.gz && rm $log"),
    ("zstd", "mv $log $log-1 && zstd -q --rm $log-1 || gzip $log-1"),
  ]

  @Test(
    "Rotated by other programs to any name, every line counts once",
    arguments: rotations, Mode.allCases)
  func rotated(_ rotation: (program: String, command: String), _ mode: Mode) async throws {
    let numbered = try NumberedProgram()
    let program = numbered.program
    numbered.append(200)
    program.start()
    #expect(await numbered.isComplete())
    if mode != .alive {
      program.kill()
      numbered.append(20)
    }
    let place = "cd '\(program.directory)' && log=\(Self.log) && "
    #expect(Shell.run("(\(place)\(rotation.command)) > /dev/null 2>&1") == 0)
    numbered.append(20)
    if mode == .killed {
      program.start()
      program.kill()
    }
    if mode != .alive { program.start() }
    #expect(await numbered.isComplete())
    program.kill()
    #expect(program.run(["run", "--once"]).status == 0)
    #expect(numbered.difference(program.status) == nil, "\(rotation.program)")
    #expect(program.run(["verify"]).status == 0, "\(rotation.program)")
  }
}
