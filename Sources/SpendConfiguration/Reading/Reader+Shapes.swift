import SpendCore

/// Mappings, lists and texts.
extension Reader {
  /// The pairs of a mapping in the order of the file, merge keys (`<<`) taken in: a key of the
  /// mapping itself wins over a merged one, and an earlier merged mapping over a later one.
  ///
  /// - Parameter hidesKeys: the keys may be secrets by mistake, and are never shown.
  mutating func pairs(_ field: Field, hidesKeys: Bool = false) -> [(name: String, field: Field)]? {
    guard case .mapping(let entries) = field.value.content else {
      error(field, "must be a mapping (key: value), not \(field.value.shape)")
      return nil
    }
    var lines: [String: Int] = [:]
    var result: [(name: String, field: Field)] = []
    var merges: [YAMLNode] = []
    for (key, value) in entries {
      guard !key.isMergeKey else {
        merges.append(value)
        continue
      }
      guard let name = key.scalar else {
        note(at: key, field.path, "a key must be a text, not \(key.shape)")
        continue
      }
      let path = hidesKeys ? field.path : Quoted.path(field.path, name)
      let entry = Field(key: key, value: value, path: path)
      if let line = lines[name] {
        keyError(entry, "the key is there twice; first on line \(line)")
        continue
      }
      lines[name] = key.line
      result.append((name, entry))
    }
    for merge in merges {
      for entry in merged(merge, field) where lines[entry.name] == nil {
        lines[entry.name] = entry.field.key.line
        result.append(entry)
      }
    }
    return result
  }

  private mutating func merged(
    _ node: YAMLNode, _ field: Field
  ) -> [(name: String, field: Field)] {
    switch node.content {
    case .mapping: return pairs(Field(key: node, value: node, path: field.path)) ?? []
    case .sequence(let nodes):
      return nodes.flatMap { node -> [(name: String, field: Field)] in
        pairs(Field(key: node, value: node, path: field.path)) ?? []
      }
    case .scalar:
      note(at: node, Quoted.path(field.path, "<<"), "takes a mapping or a list of mappings (*name)")
      return []
    }
  }

  private mutating func note(at node: YAMLNode, _ path: String, _ message: String) {
    error(Field(key: node, value: node, path: path), message)
  }

  /// A mapping with known keys. Reports the others, with the nearest that is known.
  ///
  /// - Parameter unknown: what to say of a key that is not known, where that is more than that.
  mutating func section(
    _ field: Field, known: [String], unknown: (String) -> String? = { _ in nil }
  ) -> Section? {
    guard let pairs = pairs(field) else { return nil }
    var section = Section(field: field, fields: [:])
    for (name, entry) in pairs {
      if known.contains(name) {
        section.fields[name] = entry
        continue
      }
      section.hasUnknownKeys = true
      if let message = unknown(name) {
        keyError(entry, message)
      } else if let near = DidYouMean.word(to: name, among: known) {
        keyError(entry, "unknown key; did you mean '\(near)'?")
      } else {
        keyError(entry, "unknown key; known here: \(known.joined(separator: ", "))")
      }
    }
    return section
  }

  /// The items of a list; with `allowsOne` a single text is a list of one.
  mutating func list(_ field: Field, allowsOne: Bool = false) -> [Field]? {
    switch field.value.content {
    case .sequence(let nodes):
      return nodes.enumerated().map { field.item($0.element, $0.offset) }
    case .scalar where allowsOne && !field.value.isNothing: return [field]
    case _ where field.value.isNothing: error(field, "has no value")
    default:
      let expected = allowsOne ? "must be a text or a list" : "must be a list (- …)"
      error(field, "\(expected), not \(field.value.shape)")
    }
    return nil
  }

  /// A missing key, unless one that is unknown is likely to be it.
  mutating func missing(_ section: Section, _ message: String) {
    if !section.hasUnknownKeys { error(section.field, message) }
  }

  /// A text that is there.
  mutating func text(_ field: Field, as what: String = "a text") -> String? {
    guard let text = field.value.scalar else {
      error(field, "must be \(what), not \(field.value.shape)")
      return nil
    }
    guard !field.value.isNothing, !text.isEmpty else {
      error(field, "has no value")
      return nil
    }
    return text
  }

  /// A text of one line, for names and labels: no control characters, at most 200 bytes.
  mutating func name(_ field: Field) -> String? {
    guard let text = text(field) else { return nil }
    guard text.utf8.count <= 200 else {
      error(field, "is longer than 200 bytes")
      return nil
    }
    let isPrintable = text.unicodeScalars.allSatisfy {
      $0.properties.generalCategory != .control && $0.properties.generalCategory != .lineSeparator
    }
    guard isPrintable, text.contains(where: { !$0.isWhitespace }) else {
      error(field, "must be a text of one line without control characters")
      return nil
    }
    return text
  }

  /// Texts of a list, or one; twice the same is a warning and counts once.
  mutating func names(_ field: Field) -> [Field] {
    var known: Set<ExactText> = []
    var result: [Field] = []
    for item in list(field, allowsOne: true) ?? [] {
      guard let name = name(item) else { continue }
      if known.insert(ExactText(name)).inserted {
        result.append(item)
      } else {
        warn(item, "\(Quoted.text(name)) is in the list twice")
      }
    }
    return result
  }
}
