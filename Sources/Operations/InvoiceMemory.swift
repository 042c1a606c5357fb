import Persistence
package import SpendCore

/// The last bill that matched, kept beside a state.
package enum InvoiceMemory {
  package static func read(directory: String) -> InvoiceMatch? {
    InvoiceFile.read(directory: directory).flatMap { InvoiceMatch(json: $0) }
  }

  /// - Returns: why it cannot be kept; nil when it is.
  package static func keep(_ match: InvoiceMatch, directory: String) -> String? {
    do throws(StateError) {
      try InvoiceFile.write(match.json, directory: directory)
      return nil
    } catch { return error.description }
  }
}
