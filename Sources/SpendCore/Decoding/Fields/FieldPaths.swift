/// The tree of keys that the paths of a source make. Only used while a ``FieldTable`` is made.
struct FieldPaths {
  struct Key {
    var level: Int32
    var name: String
    var key: FieldKey
  }

  private struct Node {
    var level: Int32
    var name: String
    var slots: [(action: FieldKey.Action, slot: UInt16)] = []
    var childLevel: Int32 = 0
  }
  private var nodes: [Node] = []
  private var levelCount: Int32 = 1
  /// How each slot is reached, keys joined by points.
  private(set) var slotPaths: [String] = []
  var slotCount: Int { slotPaths.count }

  /// Adds a dotted path. A point may lead into an object or be part of a key
  /// (`gen_ai.usage.cost`): each way to read it gets a new slot, objects first.
  mutating func add(_ path: String, _ action: FieldKey.Action) {
    for components in Self.readings(of: path.split(separator: ".").map(String.init)) {
      add(components: components, action)
    }
  }

  /// All ways to join neighbours with a point; of a path of more than ``longest`` names only those
  /// that join the last ones.
  static func readings(of names: [String]) -> [[String]] {
    guard names.count > 1 else { return [names] }
    let joints = names.count - 1
    let choices =
      names.count <= longest
      ? Array(0..<(1 << joints)) : (0...joints).map { ((1 << $0) - 1) << (joints - $0) }
    return choices.map { joined in
      names.dropFirst().enumerated().reduce(into: [names[0]]) { keys, name in
        if joined >> name.offset & 1 == 1 {
          keys[keys.count - 1] += "." + name.element
        } else {
          keys.append(name.element)
        }
      }
    }
  }

  private static let longest = 5

  /// Adds a key at the top for a new slot; a point in the name means itself.
  mutating func add(name: String, _ action: FieldKey.Action) {
    add(components: [name], action)
  }

  private mutating func add(components: [String], _ action: FieldKey.Action) {
    guard let last = components.last else { return }
    var level: Int32 = 0
    for component in components.dropLast() {
      let index = node(level, component)
      if nodes[index].childLevel == 0 {
        nodes[index].childLevel = levelCount
        levelCount += 1
      }
      level = nodes[index].childLevel
    }
    nodes[node(level, last)].slots.append((action, UInt16(slotCount)))
    slotPaths.append(components.joined(separator: "."))
  }

  private mutating func node(_ level: Int32, _ name: String) -> Int {
    if let known = nodes.firstIndex(where: { $0.level == level && $0.name == name }) {
      return known
    }
    nodes.append(Node(level: level, name: name))
    return nodes.count - 1
  }

  private func isSimple(_ node: Node) -> Bool { node.slots.count == 1 && node.childLevel == 0 }

  /// In the order of their branches' numbers.
  var branches: [FieldTable.Branch] {
    nodes.filter { !isSimple($0) }.map {
      FieldTable.Branch(slots: $0.slots, level: $0.childLevel, slotsWithin: slotsWithin($0))
    }
  }

  private func slotsWithin(_ node: Node) -> [UInt16] {
    let own = node.slots.map(\.slot)
    guard node.childLevel != 0 else { return own }
    return nodes.filter { $0.level == node.childLevel }.reduce(own) { $0 + slotsWithin($1) }
  }

  var keys: [Key] {
    var branchCount: UInt16 = 0
    return nodes.map { node in
      let key: FieldKey
      if isSimple(node) {
        key = FieldKey(action: node.slots[0].action, slot: node.slots[0].slot)
      } else {
        key = FieldKey(action: .branch, slot: branchCount)
        branchCount += 1
      }
      return Key(level: node.level, name: node.name, key: key)
    }
  }
}
