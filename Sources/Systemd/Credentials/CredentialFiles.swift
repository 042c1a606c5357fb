import Glibc

/// The credentials that systemd handed to the service (systemd.exec(5), `LoadCredential=`): copies
/// that are made when it starts and never change while it runs. When the original is newer than the
/// copy, somebody has rotated a secret and it takes a restart. The service may not read the
/// originals, nor list them; their directory lets it see when they changed (mode 0711), and that is
/// enough.
package struct CredentialFiles: Hashable, Sendable {
  /// Where the install script has people put them.
  package static let standardOriginals = "/etc/spendwatch/credentials"

  private let loaded: String
  private let originals: String

  /// Nil without `$CREDENTIALS_DIRECTORY`.
  package init?(
    environment: [String: String], originals: String = CredentialFiles.standardOriginals
  ) {
    guard let loaded = environment["CREDENTIALS_DIRECTORY"], loaded.hasPrefix("/") else {
      return nil
    }
    self.loaded = loaded
    self.originals = originals
  }

  /// Those of the names whose original was changed after systemd copied it, or appeared after.
  /// Names are those of the configuration: `slack-url` for the file of that name, loaded as
  /// `slack-url` or `cred_slack-url`. What cannot be looked at counts as unchanged.
  package func changed(among names: some Sequence<String>) -> [String] {
    names.filter { name in
      guard !name.isEmpty, !name.contains("/"), let original = lastChange(originals + "/" + name)
      else { return false }
      let copy = lastChange(loaded + "/" + name) ?? lastChange(loaded + "/cred_" + name)
      guard let copy else { return unsafe access(loaded, F_OK) == 0 }
      return original > copy
    }
  }

  /// Nanoseconds since 1970 of the last change of content or attributes: a file that was moved here
  /// keeps the time of its content.
  private func lastChange(_ path: String) -> Int64? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    func nanoseconds(_ time: timespec) -> Int64 {
      Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
    return max(nanoseconds(status.st_mtim), nanoseconds(status.st_ctim))
  }
}
