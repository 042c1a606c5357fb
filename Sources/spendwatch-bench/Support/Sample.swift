import ArgumentParser
import Glibc
import SpendCore
import SpendTesting

/// The shapes of sample logs by name.
enum Sample: String, CaseIterable, ExpressibleByArgument {
  /// Compact JSON, always the same order of keys.
  case compact
  /// As Python's json.dumps writes it.
  case spaced
  /// One of eight orders of keys a line.
  case shuffled
  /// Every line an order of its own.
  case fresh
  /// As Python's logging writes a dict.
  case python
  /// Every tenth line is broken.
  case broken
  case openai
  case anthropic
  case litellm
  case langsmith
  case otel

  /// Nil for the applications' own lines.
  var format: FormatSample.Format? { FormatSample.Format(rawValue: rawValue) }

  var shape: SampleLog.Shape {
    var shape = SampleLog.Shape()
    switch self {
    case .compact, .openai, .anthropic, .litellm, .langsmith, .otel: break
    case .spaced: shape.spelling = .spaced
    case .shuffled: shape.keyOrder = .shuffled(orders: 8)
    case .fresh: shape.keyOrder = .fresh
    case .python: shape.spelling = .pythonRepr
    case .broken: shape.brokenPerThousand = 100
    }
    return shape
  }

  /// Writes a log of at least so many bytes. Calls of formats have ids, and none repeats.
  ///
  /// - Parameter repeats: its lines repeat after 32 MiB, which is made much faster and which no
  ///   report notices; a daemon would take the repetitions for events that come late.
  func write(to path: String, bytes: Int, seed: UInt64 = 42, repeats: Bool) throws {
    var log = SampleLog(seed: seed, shape: shape)
    var calls = format.map { FormatSample($0, seed: seed) }
    func next(_ count: Int) -> [UInt8] {
      calls?.bytes(atLeast: count) ?? log.bytes(atLeast: count)
    }
    var block = next(min(bytes, 32 << 20))
    let descriptor = try Bytes.create(path)
    defer { close(descriptor) }
    var written = 0
    while written < bytes {
      if written > 0, !repeats || format != nil { block = next(min(bytes - written, 32 << 20)) }
      try Bytes.writeAll(block, to: descriptor)
      written += block.count
    }
    // What is measured next should not wait for the disk.
    fsync(descriptor)
  }
}
