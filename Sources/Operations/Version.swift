package import SpendCore

/// What this program is.
package enum Version {
  package static let text = "1.0.0"
  /// When it was made: a clock before this is wrong.
  package static let released = Timestamp(seconds: 1_795_219_200)
}
