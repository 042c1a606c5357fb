import SpendCore

/// `sources`.
extension Reader {
  mutating func sources(_ field: Field?) -> [SourceSettings] {
    guard let field, !field.value.isNothing else { return [defaultSource()] }
    guard let items = list(field, allowsOne: true) else { return [] }
    if items.isEmpty {
      error(field, "is an empty list; without the key, cost_events.jsonl is read")
    }
    var lines: [ExactText: Int] = [:]
    // What each file is reached as first.
    var reached: [String: (path: String, line: Int)] = [:]
    return items.compactMap { item in
      guard let source = source(item) else { return nil }
      if let line = lines[ExactText(source.key)] {
        error(item, "this source is there twice; first on line \(line)")
        return nil
      }
      lines[ExactText(source.key)] = item.value.line
      warnOfShared(source, item, &reached)
      return source
    }
  }

  /// One file that two sources reach is read as part of the first one only, with
  /// its labels and fields.
  private mutating func warnOfShared(
    _ source: SourceSettings, _ item: Field,
    _ reached: inout [String: (path: String, line: Int)]
  ) {
    guard case .file(let pattern, _) = source.origin else { return }
    var isSaid = false
    for file in host.files(pattern) {
      guard let first = reached[file.identity] else {
        reached[file.identity] = (file.path, item.value.line)
        continue
      }
      guard !isSaid, first.line != item.value.line else { continue }
      isSaid = true
      warn(
        item,
        "\(Quoted.text(file.path)) is also reached as \(Quoted.text(first.path)) by the source on "
          + "line \(first.line); it is counted once, there")
    }
  }

  private mutating func defaultSource() -> SourceSettings {
    let path = HostAccess.absolute("cost_events.jsonl", in: directory)
    if !host.exists(path) {
      note(.note, "sources", "the default source \(Quoted.text(path)) does not exist yet")
    }
    for obstacle in host.obstacles(path) {
      note(
        .warning, "sources", "the default source \(Quoted.text(obstacle.path)) \(obstacle.reason)")
    }
    return SourceSettings(
      origin: .file(pattern: path, rotated: []), zones: host.namedZones)
  }

  private mutating func source(_ field: Field) -> SourceSettings? {
    // A plain text is a path.
    if field.value.scalar != nil {
      return path(field).map { SourceSettings(origin: $0, zones: host.namedZones) }
    }
    let section = section(
      field,
      known: [
        "path", "journal", "read_from", "framing", "format", "fields", "labels", "naive_timezone",
        "rotated", "max_line_bytes", "cost", "input_includes_cache", "duplicates", "attribute",
      ])
    guard let section else { return nil }
    let origin = origin(section)
    var source = SourceSettings(
      origin: origin ?? .journal(unit: ""), zones: host.namedZones)
    if let start = section["read_from"].flatMap({
      choice(
        $0,
        ["all": .all, "file": .file, "end": .end]
          as KeyValuePairs<
            String, SourceSettings.ReadFrom
          >)
    }) {
      source.readFrom = start
    }
    if let framing = section["framing"].flatMap({
      choice(
        $0,
        ["auto": .auto, "none": .none, "docker": .docker, "cri": .cri, "syslog": .syslog]
          as KeyValuePairs<String, Framing>)
    }) {
      source.framing = framing
    }
    if let format = section["format"].flatMap({ format($0) }) { source.format = format }
    source.fields = fields(section["fields"])
    source.labels = section["labels"].map { texts($0) } ?? [:]
    if let path = section["path"], case .file(let pattern, _) = source.origin {
      checkNames(pattern, path, labels: source.labels)
    }
    if let cost = section["cost"].flatMap({
      choice(
        $0,
        ["auto": .auto, "logged": .logged, "computed": .computed]
          as KeyValuePairs<String, CostSource>)
    }) {
      source.cost = cost
    }
    if let includes = section["input_includes_cache"].flatMap({
      choice($0, ["auto": nil, "true": true, "false": false] as KeyValuePairs<String, Bool?>)
    }) {
      source.inputIncludesCache = includes
    }
    source.attribution = attribution(section["attribute"])
    if let duplicates = section["duplicates"].flatMap({
      choice(
        $0,
        ["auto": .auto, "on": .on, "off": .off] as KeyValuePairs<String, Duplicates>)
    }) {
      source.duplicates = duplicates
    }
    if let zone = section["naive_timezone"].flatMap({ zone($0) }) { source.naiveZone = zone }
    // A line is a batch.
    if source.format == .otel { source.maxLineBytes = 64 << 20 }
    if let size = section["max_line_bytes"].flatMap({
      size($0, 64...(1 << 30), "from 64 bytes to 1GiB")
    }) {
      source.maxLineBytes = size
    }
    return origin == nil ? nil : source
  }

  private mutating func origin(_ section: Section) -> SourceSettings.Origin? {
    if let journal = section["journal"] {
      for key in ["path", "rotated", "max_line_bytes"] {
        if let other = section[key] { keyError(other, "does not go together with journal") }
      }
      return unit(journal).map { .journal(unit: $0) }
    }
    guard let field = section["path"] else {
      missing(section, "needs a path, or a journal with a unit")
      return nil
    }
    guard case .file(let pattern, _) = path(field) else { return nil }
    var rotated: [String] = []
    if let globs = section["rotated"], !globs.value.isNothing {
      for item in names(globs) {
        guard let text = text(item), isPattern(text, item) else { continue }
        rotated.append(HostAccess.absolute(text, in: directory))
      }
    }
    return .file(pattern: pattern, rotated: rotated)
  }

  private mutating func path(_ field: Field) -> SourceSettings.Origin? {
    guard let text = text(field) else { return nil }
    guard isPattern(text, field) else { return nil }
    let path = HostAccess.absolute(text, in: directory)
    if !host.exists(path) {
      let isGlob = PathGlob(path).literal == nil
      warn(
        field, "\(Quoted.text(path)) \(isGlob ? "matches no file yet" : "does not exist yet")")
    }
    warnOfObstacles(path, field)
    return .file(pattern: path, rotated: [])
  }

  /// What a source matches and is no file; a glob may match a thousand of them.
  private mutating func warnOfObstacles(_ pattern: String, _ field: Field) {
    let obstacles = host.obstacles(pattern)
    for each in obstacles.prefix(5) { warn(field, "\(Quoted.text(each.path)) \(each.reason)") }
    if obstacles.count > 5 {
      warn(
        field, "and \(obstacles.count - 5) more that \(Quoted.text(pattern)) matches are not files"
      )
    }
  }

  /// Names in braces are dimensions, each once, and not those that `labels` sets.
  private mutating func checkNames(_ pattern: String, _ field: Field, labels: [String: String]) {
    var seen: Set<String> = []
    for name in PathNames(pattern)?.names ?? [] {
      if let meant = CanonicalField.meant(by: name) {
        error(field, "{\(name)}: unknown dimension; did you mean {\(meant)}?")
      } else if !seen.insert(name).inserted {
        error(field, "{\(name)} is there twice; each name stands for one part of the path")
      } else if labels[name] != nil {
        error(field, "{\(name)} is also in labels; a dimension has one of them")
      }
    }
  }

  private mutating func isPattern(_ text: String, _ field: Field) -> Bool {
    // A line feed at the end is that of a block of YAML; within a name it is one of its characters.
    guard !text.utf8.isEmpty, text.utf8.last != 0x2F, text.utf8.last != 0x0A,
      !text.utf8.contains(0)
    else {
      error(field, "must be the path of a file, or a glob")
      return false
    }
    let path = FilePath(HostAccess.absolute(text, in: directory))
    if let name = PathGlob.misplacedDeepName(in: path), !host.exists(path.text) {
      error(
        field,
        "\(Quoted.text(name.text)): '**' is a name of its own, for directories at any depth; write * "
          + "within a name")
      return false
    }
    return true
  }

  /// A unit without a suffix is a service, as for `systemctl`.
  private mutating func unit(_ field: Field) -> String? {
    var field = field
    if case .mapping = field.value.content {
      guard let section = section(field, known: ["unit"]) else { return nil }
      guard let unit = section["unit"] else {
        error(field, "needs a unit: journal: { unit: NAME.service }")
        return nil
      }
      field = unit
    }
    guard let name = name(field) else { return nil }
    guard !name.contains("/"), !name.contains(" ") else {
      error(field, "\(Quoted.text(name)) is not the name of a systemd unit")
      return nil
    }
    let suffixes = [".service", ".scope", ".socket", ".timer", ".mount", ".slice", ".target"]
    return suffixes.contains { name.hasSuffix($0) } ? name : name + ".service"
  }

  private mutating func format(_ field: Field) -> LineFormat? {
    guard let text = text(field) else { return nil }
    if let format = LineFormat(rawValue: text) { return format }
    let known = LineFormat.allCases.map(\.rawValue)
    let near = DidYouMean.hint(text, among: known)
    error(
      field,
      "there is no format \(Quoted.text(text)); write \(known.joined(separator: ", "))\(near)")
    return nil
  }

  private mutating func fields(_ field: Field?) -> [String: [String]] {
    guard let field, !field.value.isNothing else { return [:] }
    var result: [String: [String]] = [:]
    for (name, entry) in pairs(field) ?? [] {
      guard isName(name, entry) else { continue }
      if let meant = CanonicalField.meant(by: name) {
        keyError(entry, "unknown field; did you mean '\(meant)'?")
        continue
      }
      let paths = names(entry).compactMap { item -> String? in
        guard let path = text(item) else { return nil }
        guard
          path.split(separator: ".", omittingEmptySubsequences: false).allSatisfy({ !$0.isEmpty })
        else {
          error(item, "\(Quoted.text(path)) is not a dotted path; write it like usage.total_cost")
          return nil
        }
        return path
      }
      if !paths.isEmpty { result[name] = paths }
    }
    return result
  }
}
