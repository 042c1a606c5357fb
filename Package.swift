// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "spendwatch",
  products: [.executable(name: "spendwatch", targets: ["spendwatch"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // The program: arguments in, exit status out; one file a command.
    .executableTarget(
      name: "spendwatch",
      dependencies: [
        "Daemon", "Delivery", "Operations", "Reporting", "SpendConfiguration", "SpendCore",
        "Status", "Systemd", "Terminal",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    // Pure: money, time, events, decoding, windows, budgets, alerts, engine. Knows nobody.
    .target(
      name: "SpendCore", dependencies: ["CVectorLoads"],
      exclude: [
        "Pricing/Builtin/make-table", "Pricing/Builtin/price_rows.py",
        "Pricing/Builtin/price_check.py",
      ]),
    .target(name: "CVectorLoads"),
    // alerts.yaml → a validated Configuration.
    .target(
      name: "SpendConfiguration",
      dependencies: ["SpendCore", .product(name: "Yams", package: "Yams")]),
    // Byte ranges of files: identity, rotation, inotify.
    .target(
      name: "Tailing", dependencies: ["SpendCore", "CLinux", "CBzip2", "CLzma", "CZlib", "CZstd"]),
    .target(name: "CLinux"),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(
      name: "CLzma", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),
    // Debian ships no pkg-config file with it.
    .systemLibrary(name: "CBzip2", providers: [.apt(["libbz2-dev"])]),
    // Lines of all sources, decoded, in the order in which they are applied.
    .target(
      name: "Reading", dependencies: ["CLinux", "LinuxSystem", "SpendCore", "Systemd", "Tailing"]),
    // Threads, what they wait for each other with, and digests.
    .target(name: "LinuxSystem", dependencies: ["CCrypto", "CLinux"]),
    .systemLibrary(
      name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    // The state database: load, commit, history queries.
    .target(
      name: "Persistence",
      dependencies: [
        "SpendCore", "CVectorLoads",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    // Outbox, lanes, retry policy, receivers.
    .target(
      name: "Delivery",
      dependencies: [
        "CCurl", "LinuxSystem", "SpendCore",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Mustache", package: "swift-mustache"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]),
    // The headers of libcurl (Debian: libcurl4-openssl-dev), which is loaded when mail is sent.
    .target(name: "CCurl"),
    // Text on a terminal: grids, bars, colours.
    .target(name: "Terminal"),
    // The snapshot that people and machines look at.
    .target(
      name: "Status",
      dependencies: [
        "SpendCore", "Terminal",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    // Notify, journal logging, credentials, reading the journal.
    .target(
      name: "Systemd",
      dependencies: [
        "CSystemd", "LinuxSystem", "SpendCore", .product(name: "Logging", package: "swift-log"),
      ]),
    .systemLibrary(
      name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
    // What the program does beside a daemon, and the daemon too: where things are, a stopped state.
    .target(
      name: "Operations",
      dependencies: [
        "Delivery", "LinuxSystem", "Persistence", "Reading", "SpendConfiguration", "SpendCore",
        "Status", "Systemd", "Tailing", "Terminal",
        .product(name: "Logging", package: "swift-log"),
      ]),
    // Puts the rooms together: pipeline, reload, health, shutdown.
    .target(
      name: "Daemon",
      dependencies: [
        "CLinux", "Delivery", "LinuxSystem", "Operations", "Persistence", "Reading",
        "SpendConfiguration", "SpendCore", "Status", "Systemd", "Tailing",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ]),
    // Reports straight from files: reading, counting on threads, printing.
    .target(name: "Reporting", dependencies: ["LinuxSystem", "Reading", "SpendCore", "Tailing"]),
    // Oracles, generators, the simulator, fake clocks and receivers.
    .target(
      name: "SpendTesting",
      dependencies: [
        "CBzip2", "CLzma", "CZlib", "CZstd", "SpendCore", "Tailing",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]),
    .executableTarget(
      name: "spendwatch-bench",
      dependencies: [
        "Delivery", "Reading", "Reporting", "SpendCore", "SpendTesting",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    // One folder a module; ScenarioTests drive the real program, TidyTests hold the house rules.
    .testTarget(
      name: "DaemonTests",
      dependencies: [
        "Daemon", "Delivery", "Operations", "Persistence", "SpendCore", "SpendTesting", "Status",
        "Systemd", "Tailing", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(
      name: "DeliveryTests",
      dependencies: [
        "Delivery", "SpendCore", "SpendTesting",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ], exclude: ["Golden"]),
    .testTarget(name: "LinuxSystemTests", dependencies: ["LinuxSystem"]),
    .testTarget(name: "OperationsTests", dependencies: ["Operations", "SpendCore"]),
    .testTarget(
      name: "PersistenceTests",
      dependencies: [
        "Persistence", "SpendCore", "SpendTesting",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .testTarget(
      name: "ReadingTests",
      dependencies: ["LinuxSystem", "Reading", "SpendCore", "SpendTesting", "Tailing"]),
    .testTarget(
      name: "ReportingTests", dependencies: ["Reporting", "SpendCore", "SpendTesting", "Tailing"]),
    .testTarget(
      name: "ScenarioTests",
      dependencies: [
        "Operations", "SpendCore", "SpendTesting", "Status", "Tailing",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ], exclude: ["Golden"]),
    .testTarget(
      name: "SpendConfigurationTests", dependencies: ["SpendConfiguration", "SpendCore"]),
    .testTarget(
      name: "SpendCoreTests", dependencies: ["SpendCore", "SpendTesting"],
      exclude: ["Formats/Lines", "Pricing/side-by-side.json"]),
    .testTarget(
      name: "StatusTests",
      dependencies: [
        "SpendCore", "Status", "Terminal",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    .testTarget(
      name: "SystemdTests",
      dependencies: [
        "CSystemd", "SpendCore", "Systemd", .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(
      name: "TailingTests", dependencies: ["SpendCore", "SpendTesting", "Tailing"]),
    .testTarget(name: "TerminalTests", dependencies: ["Terminal"]),
    .testTarget(name: "TidyTests"),
  ],
  swiftLanguageModes: [.v6]
)

// What handles memory by hand, without packages: built once more by `.ci/sanitize`. ThreadSanitizer
// is not to be had: Swift 6.3.1 crashes when it compiles SpendCore with it.
if Context.environment["SPENDWATCH_SANITIZE"] != nil {
  let rooms: Set = ["SpendCore", "Tailing"]
  package.products = []
  package.dependencies = []
  package.targets.removeAll { target in
    switch target.type {
    case .test: !rooms.contains(String(target.name.dropLast("Tests".count)))
    case .system: false
    default: !rooms.union(["CLinux", "CVectorLoads", "SpendTesting"]).contains(target.name)
    }
  }
  // The mail server of the tests is the only part that needs NIO.
  for target in package.targets where target.name == "SpendTesting" {
    target.exclude = ["Mail"]
    target.dependencies.removeAll { "\($0)".contains("NIO") }
  }
}

// What the random tests and those that read all sources spend their time in is optimised in debug
// builds, too: it takes a fifth of the time then, and what is tested is nearer to what is shipped.
let optimised: Set = ["SpendCore", "SpendTesting", "Tailing", "TidyTests"]

// Every use of unsafe code is marked where it stands. Not in the core, whose decoding and windows
// are unsafe throughout: 33 of its loops would begin with `for unsafe`, of which swift-format 6.3
// makes one word. Tests do as they like.
let unmarked: Set = ["SpendCore"]

// One loop over all targets, so that no module is built by other rules than its neighbours.
for target in package.targets where target.type != .system {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),  // SE-0335
    .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
    .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
    .treatAllWarnings(as: .error),  // SE-0480
  ]
  if target.type != .test, !unmarked.contains(target.name) {
    target.swiftSettings?.append(.strictMemorySafety())  // SE-0458
  }
  if optimised.contains(target.name) {
    target.swiftSettings?.append(.unsafeFlags(["-O"], .when(configuration: .debug)))
  }
}
