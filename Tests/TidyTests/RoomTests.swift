import Testing

/// What each module may know of the others, and of Foundation.
@Suite struct RoomTests {
  /// The rooms between the core and the daemon, and what each may know of its neighbours. A new one
  /// is a line here.
  static let middleRooms: [(room: String, neighbours: [String])] = [
    ("Delivery", []), ("Persistence", []), ("SpendConfiguration", []), ("Status", ["Terminal"]),
    ("Systemd", []), ("Tailing", []), ("LinuxSystem", []), ("Terminal", []),
    ("Reading", ["Systemd", "Tailing"]), ("Reporting", ["Reading", "Tailing"]),
  ]

  /// Above the middle rooms or below them: what puts all of them together, and the core. Headers of
  /// C, whose names begin with a C and another capital, are for whoever needs them.
  static let otherRooms = [
    "Daemon", "Operations", "SpendCore", "SpendTesting", "spendwatch", "spendwatch-bench",
  ]

  @Test("Every folder of the sources is a room that the tests know")
  func roomsAreKnown() {
    let known = Self.middleRooms.map(\.room) + Self.otherRooms
    let headers = SourceTree.rooms.filter { name in
      name.hasPrefix("C") && name.dropFirst().first?.isUppercase == true
    }
    #expect(SourceTree.rooms == (known + headers).sorted())
  }

  private static func imports(of room: String) -> [(place: String, text: Substring)] {
    SourceTree.sources.filter { $0.path.hasPrefix("Sources/\(room)/") }.flatMap { file in
      file.code.filter { $0.text.contains("import ") }.map { ("\(file):\($0.number)", $0.text) }
    }
  }

  @Test("The core imports nothing but the header of vector loads")
  func coreImports() {
    for (place, text) in Self.imports(of: "SpendCore") {
      #expect(text.hasSuffix("import CVectorLoads"), "\(place)")
    }
  }

  @Test("The middle rooms know no others than they may", arguments: middleRooms.indices)
  func middleRoomsAreApart(index: Int) {
    let (room, neighbours) = Self.middleRooms[index]
    // Threads are for everybody.
    let known = neighbours + [room, "LinuxSystem"]
    let others =
      Self.middleRooms.map(\.room).filter { !known.contains($0) }
      + ["Daemon", "Operations"]
    for (place, text) in Self.imports(of: room) {
      let name = text.split(separator: " ").last.map(String.init) ?? ""
      #expect(!others.contains(name), "\(place)")
    }
  }

  /// Folders that are listed, files that are replaced, base64.
  static let foundationFiles: Set = [
    "Sources/Daemon/Services/Reloader.swift", "Sources/Delivery/Messages/SecretForms.swift",
    "Sources/Delivery/Receivers/WebhookReceiver.swift", "Sources/Operations/PriceKeeper.swift",
  ]

  @Test("Foundation is imported by no source, and its essentials where nothing else will do")
  func foundationImports() {
    var found: Set<String> = []
    for file in SourceTree.sources {
      for (_, text) in file.code where text.contains("import Foundation") {
        #expect(text.hasSuffix("import FoundationEssentials"), "\(file)")
        found.insert(file.path)
      }
    }
    #expect(found == Self.foundationFiles)
  }
}
