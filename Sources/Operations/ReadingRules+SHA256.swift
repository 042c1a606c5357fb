import LinuxSystem
import SpendCore

extension ReadingRules {
  /// With the digests that the state keeps.
  init(_ source: SourceSettings) { self.init(source, digest: SHA256.ofText) }
}
