/// A path of the configuration: of one file, or a pattern of many. Names may hold `*`, `?` and
/// `[…]` (``NamePattern``), which do not cross a slash; a name `**` stands for directories at any
/// depth, none included, but for those that begin with a dot or are links.
///
/// Where one stands on the way along a pattern is a set of places, the number of the part that the
/// next name has to match: after `**` there are several.
package struct PathGlob: Hashable, Sendable {
  private enum Part: Hashable, Sendable {
    case name(FilePath)
    case pattern(NamePattern)
    case anyDirectories
  }

  /// As it was written.
  package let pattern: FilePath
  private let parts: [Part]

  package init(_ pattern: FilePath) {
    self.pattern = pattern
    var parts = pattern.names.map(Self.part)
    // What is at any depth below a directory.
    if parts.last == .anyDirectories { parts.append(.pattern(NamePattern("*"))) }
    self.parts = parts
  }

  package init(_ pattern: String) { self.init(FilePath(pattern)) }

  /// The file of exactly this name, whatever special characters are in it.
  package init(literal path: FilePath) {
    pattern = path
    parts = path.names.map(Part.name)
  }

  private static func part(_ name: FilePath) -> Part {
    if name == "**" { return .anyDirectories }
    guard name.bytes.contains(where: { "*?[{".utf8.contains($0) }) else { return .name(name) }
    let pattern = NamePattern(name)
    return pattern.literal.map(Part.name) ?? .pattern(pattern)
  }

  /// The only path that it matches, without backslashes; nil where it is a pattern.
  package var literal: FilePath? {
    let names = leadingNames
    guard names.count == parts.count else { return nil }
    return FilePath(names: names, isAbsolute: pattern.isAbsolute)
  }

  /// The directory that all of its matches are in or below.
  package var top: FilePath {
    let names = leadingNames
    return (names.count == parts.count ? names.dropLast() : names[...]).reduce(start) {
      $0.appending($1)
    }
  }

  package var isDeep: Bool { parts.contains(.anyDirectories) }

  private var start: FilePath { pattern.isAbsolute ? .root : .here }

  private var leadingNames: [FilePath] {
    var names: [FilePath] = []
    for part in parts {
      guard case .name(let name) = part else { break }
      names.append(name)
    }
    return names
  }

  /// Whether a path as a whole matches.
  package func matches(_ path: FilePath) -> Bool {
    guard path.isAbsolute == pattern.isAbsolute else { return false }
    let end = path.names.reduce([0]) { step($0, $1) }
    return end.contains(parts.count)
  }

  /// Whether a name matches the last name of the pattern.
  package func matchesLast(_ name: FilePath) -> Bool {
    parts.last.map { matches($0, name) } ?? false
  }

  /// A name that was written with `**` in it: `a**b`; there it would mean no more than `*`.
  package static func misplacedDeepName(in pattern: FilePath) -> FilePath? {
    pattern.names.first { name in
      let bytes = name.bytes
      return name != "**" && zip(bytes, bytes.dropFirst()).contains { $0 == 0x2A && $1 == 0x2A }
    }
  }

  /// What the parts with names are in a path; nil where it does not match.
  func parts(of path: FilePath) -> [PathNames.Part]? {
    guard path.isAbsolute == pattern.isAbsolute else { return nil }
    return parts(of: path.names[...], parts[...])
  }

  /// What those of its leading names are, as far as each name matches and no `**` comes.
  func leadingParts(of path: FilePath) -> [PathNames.Part] {
    var found: [PathNames.Part] = []
    for (part, name) in zip(parts, path.names) {
      switch part {
      case .name(name): break
      case .pattern(let pattern):
        guard let parts = pattern.parts(of: name) else { return found }
        found += parts
      case .name, .anyDirectories: return found
      }
    }
    return found
  }

  private func parts(
    of names: ArraySlice<FilePath>, _ rest: ArraySlice<Part>
  ) -> [PathNames.Part]? {
    guard let part = rest.first else { return names.isEmpty ? [] : nil }
    let after = rest.dropFirst()
    if part == .anyDirectories {
      // As few directories as will do.
      if let found = parts(of: names, after) { return found }
      guard let name = names.first, matches(part, name) else { return nil }
      return parts(of: names.dropFirst(), rest)
    }
    guard let name = names.first, matches(part, name) else { return nil }
    var own: [PathNames.Part] = []
    if case .pattern(let pattern) = part { own = pattern.parts(of: name) ?? [] }
    return parts(of: names.dropFirst(), after).map { own + $0 }
  }

  private func matches(_ part: Part, _ name: FilePath) -> Bool {
    switch part {
    case .name(let literal): literal == name
    case .pattern(let pattern): pattern.matches(name)
    case .anyDirectories: name.bytes.first != UInt8(ascii: ".")
    }
  }

  /// The places after a name.
  private func step(_ places: [Int], _ name: FilePath) -> [Int] {
    var next: Set<Int> = []
    for place in settled(places) where place < parts.count && matches(parts[place], name) {
      next.insert(parts[place] == .anyDirectories ? place : place + 1)
    }
    return next.sorted()
  }

  /// `**` may also stand for nothing.
  private func settled(_ places: [Int]) -> [Int] {
    var settled: Set<Int> = []
    for var place in places {
      settled.insert(place)
      while place < parts.count, parts[place] == .anyDirectories {
        place += 1
        settled.insert(place)
      }
    }
    return settled.sorted()
  }
}

/// Walking through the directories along the pattern, one after the other.
extension PathGlob {
  /// A directory on the way.
  package struct Step: Hashable, Sendable {
    package let directory: FilePath
    fileprivate let places: [Int]
  }

  /// Where the walk begins.
  package var firstStep: Step { Step(directory: start, places: [0]).along(self) }

  /// Whether names in a directory may match as a whole.
  package func endsIn(_ step: Step) -> Bool { settled(step.places).contains(parts.count - 1) }

  /// Whether a name in a directory matches as a whole.
  package func matches(_ name: FilePath, in step: Step) -> Bool {
    self.step(step.places, name).contains(parts.count)
  }

  /// The directories that follow on one, by the names in it. A link to a directory is followed
  /// where its name is in the pattern, but not by `**`.
  package func next(after step: Step, _ entries: [DirectoryEntry]) -> [Step] {
    entries.compactMap { entry in
      guard entry.kind != .other else { return nil }
      var places = self.step(step.places, entry.name)
      if entry.kind == .link { places.removeAll { parts.indices ~= $0 && isReached($0, by: step) } }
      guard places.contains(where: { $0 < parts.count }) else { return nil }
      return Step(directory: step.directory.appending(entry.name), places: places).along(self)
    }
  }

  /// Whether a name leads to a place only because `**` goes on there.
  private func isReached(_ place: Int, by step: Step) -> Bool {
    parts[place] == .anyDirectories && settled(step.places).contains(place)
  }

  /// The files that match, in order; for who does not mind that all directories are gone through.
  ///
  /// - Parameter list: the entries of a directory, none where it cannot be looked at.
  package func files(list: (FilePath) -> [DirectoryEntry]) -> [FilePath] {
    if let literal { return [literal] }
    var found: [FilePath] = []
    var steps = [firstStep]
    while let step = steps.popLast() {
      let entries = list(step.directory)
      if endsIn(step) {
        // Directories below `**` are gone through, and are nobody's files.
        found += entries.filter { entry in
          !(isDeep && entry.kind == .directory) && matches(entry.name, in: step)
        }.map { step.directory.appending($0.name) }
      }
      steps += next(after: step, entries)
    }
    return found.sorted()
  }
}

extension PathGlob.Step {
  /// Goes on through names that are no patterns, which need not be looked for: a directory on the
  /// way may be closed to all but those who know what they want.
  fileprivate func along(_ glob: PathGlob) -> PathGlob.Step {
    var step = self
    while let place = glob.onlyName(at: step.places) {
      step = PathGlob.Step(
        directory: step.directory.appending(place.name), places: [place.number + 1])
    }
    return step
  }
}

extension PathGlob {
  /// The only name that may follow, if it is that of a directory.
  fileprivate func onlyName(at places: [Int]) -> (name: FilePath, number: Int)? {
    guard places.count == 1, let place = places.first, place < parts.count - 1,
      case .name(let name) = parts[place]
    else { return nil }
    return (name, place)
  }
}
