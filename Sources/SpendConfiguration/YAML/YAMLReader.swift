// libyaml as Yams brings it. Yams' own composer gives up at the first duplicate key, descends as
// deep as the file says and hashes keys with their aliases expanded; the events beneath it leave
// all three to us.
internal import CYaml

/// Reads one YAML document into nodes with line and column.
///
/// A document is refused when it is nested deeper than ``maxDepth`` or, aliases followed, holds
/// more than ``Limits/nodes`` values; so whoever walks the result needs neither to count nor to
/// watch the stack, and a hostile document costs no more than its bytes.
struct YAMLReader {
  static let maxDepth = 64

  /// How much a document may hold.
  struct Limits {
    var bytes = YAMLText.maxBytes
    var nodes = 50_000

    static let configuration = Limits()
    static let prices = Limits(bytes: 64 << 20, nodes: 2_000_000)
  }

  private var limits = Limits.configuration

  /// A collection that has begun and not ended.
  private struct Frame {
    var anchor: String?
    var isMapping: Bool
    var line: Int
    var column: Int
    /// Of a mapping: keys and values in turn.
    var children: [YAMLNode] = []
  }

  private var stack: [Frame] = []
  private var anchors: [String: YAMLNode] = [:]
  private var count = 0
  private var root: YAMLNode?

  /// - Returns: nil for a document without a value.
  static func read(
    _ bytes: [UInt8], _ limits: Limits = .configuration
  ) throws(YAMLFailure) -> YAMLNode? {
    var reader = YAMLReader()
    reader.limits = limits
    try reader.read(try YAMLText.checked(bytes, limit: limits.bytes))
    return reader.root
  }

  private mutating func read(_ text: ArraySlice<UInt8>) throws(YAMLFailure) {
    // On the heap, because libyaml keeps a pointer to the parser inside of it.
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    defer { unsafe parser.deallocate() }
    guard unsafe yaml_parser_initialize(parser) == 1 else {
      throw YAMLFailure(message: "out of memory")
    }
    defer { unsafe yaml_parser_delete(parser) }
    let result = unsafe text.withUnsafeBufferPointer { buffer -> Result<Void, YAMLFailure> in
      unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
      unsafe yaml_parser_set_input_string(parser, buffer.baseAddress, buffer.count)
      do throws(YAMLFailure) {
        while try unsafe step(parser, text) {}
        return .success(())
      } catch {
        return .failure(error)
      }
    }
    try result.get()
  }

  /// Takes one event; false at the end.
  private mutating func step(
    _ parser: UnsafeMutablePointer<yaml_parser_t>, _ text: ArraySlice<UInt8>
  ) throws(YAMLFailure) -> Bool {
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &event) == 1 else {
      throw unsafe YAMLFailure(parser.pointee, in: text)
    }
    defer { unsafe yaml_event_delete(&event) }
    let line = unsafe Int(event.start_mark.line) + 1
    let column = unsafe Int(event.start_mark.column) + 1
    switch unsafe event.type {
    case YAML_STREAM_END_EVENT: return false
    case YAML_DOCUMENT_START_EVENT where root != nil:
      throw YAMLFailure(
        line: line, column: column,
        message: "a second document begins here; one file is one configuration")
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      let value = unsafe String(
        decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      let isPlain = unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE
      try unsafe finish(
        YAMLNode(.scalar(value, isPlain: isPlain), line: line, column: column),
        anchor: name(scalar.anchor))
    case YAML_ALIAS_EVENT:
      guard let node = unsafe name(event.data.alias.anchor).flatMap({ anchors[$0] }) else {
        throw YAMLFailure(
          line: line, column: column,
          message: "an alias of something that is not defined above; "
            + "a text that begins with * needs quotes: \"*\"")
      }
      try finish(node, anchor: nil)
    case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT:
      let isMapping = unsafe event.type == YAML_MAPPING_START_EVENT
      let anchor =
        unsafe isMapping ? event.data.mapping_start.anchor : event.data.sequence_start.anchor
      guard stack.count < Self.maxDepth else { throw Self.tooDeep(line, column) }
      unsafe stack.append(
        Frame(anchor: name(anchor), isMapping: isMapping, line: line, column: column))
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: try close()
    default: break
    }
    return true
  }

  private mutating func close() throws(YAMLFailure) {
    guard let frame = stack.popLast() else { return }
    let children = frame.children
    let content: YAMLNode.Content =
      frame.isMapping
      ? .mapping(
        stride(from: 0, to: children.count - 1, by: 2).map { (children[$0], children[$0 + 1]) })
      : .sequence(children)
    let node = YAMLNode(content, line: frame.line, column: frame.column)
    guard node.height + stack.count <= Self.maxDepth else {
      throw Self.tooDeep(frame.line, frame.column)
    }
    guard node.weight <= limits.nodes else { throw tooMany(frame.line, frame.column) }
    try finish(node, anchor: frame.anchor)
  }

  private mutating func finish(_ node: YAMLNode, anchor: String?) throws(YAMLFailure) {
    count += 1
    guard count <= limits.nodes else { throw tooMany(node.line, node.column) }
    if let anchor { anchors[anchor] = node }
    if stack.isEmpty { root = node } else { stack[stack.count - 1].children.append(node) }
  }

  private func name(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    unsafe pointer.map { unsafe String(cString: $0) }
  }

  private static func tooDeep(_ line: Int, _ column: Int) -> YAMLFailure {
    YAMLFailure(
      line: line, column: column, message: "nested more than \(maxDepth) levels deep")
  }

  private func tooMany(_ line: Int, _ column: Int) -> YAMLFailure {
    YAMLFailure(
      line: line, column: column,
      message: "more than \(limits.nodes) values (aliases counted wherever they are used)")
  }
}
