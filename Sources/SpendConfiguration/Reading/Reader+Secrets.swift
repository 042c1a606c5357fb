import SpendCore

/// Secrets in all their forms (Semantics, Configuration). No message of this file may
/// hold the value of one.
extension Reader {
  /// The text of a secret, and where it came from.
  struct Found {
    var value: String
    /// Written into the configuration itself.
    var isLiteral: Bool
    var field: Field
  }

  static let maxSecretBytes = 65_536

  /// `key: …` or `key_file: PATH`.
  /// - Returns: nil when neither is there, or a problem has been reported
  ///   (``Section/subscript(_:)`` tells).
  mutating func secret(_ section: Section, _ key: String) -> Found? {
    let file = section[key + "_file"]
    guard let field = section[key] else { return file.flatMap { secretFile($0, path: $0) } }
    guard file == nil else {
      keyError(field, "is there twice; write \(key) or \(key)_file")
      return nil
    }
    return secret(field)
  }

  mutating func secret(_ field: Field) -> Found? {
    switch field.value.content {
    case .scalar(let text, _):
      guard !field.value.isNothing else {
        error(field, "has no value")
        return nil
      }
      return checked(text, field, isLiteral: true, what: "the text")
    case .mapping:
      guard let pairs = pairs(field, hidesKeys: true) else { return nil }
      guard pairs.count == 1, let (form, entry) = pairs.first else { break }
      switch form {
      case "file": return secretFile(field, path: entry)
      case "credential": return credential(field, name: entry)
      case "env": return variable(field, name: entry)
      default: break
      }
    case .sequence: break
    }
    error(
      field, "must be a text, or one of {file: PATH}, {credential: NAME} and {env: NAME}")
    return nil
  }

  private mutating func secretFile(_ field: Field, path entry: Field) -> Found? {
    guard let text = text(entry) else { return nil }
    let path = HostAccess.absolute(text, in: directory)
    let what = "the file \(Quoted.text(path))"
    do throws(FileFailure) {
      let bytes = try host.readFile(path, Self.maxSecretBytes)
      if let mode = host.mode(path), mode & 0o004 != 0 {
        warn(field, "every user can read \(what); chmod o-r keeps it secret")
      }
      return checked(bytes, field, what: what)
    } catch .missing {
      self.error(field, "\(what) does not exist", kind: .missingSecret)
    } catch .denied {
      self.error(field, "\(what) \(FileFailure.denied.text)", kind: .missingSecret)
    } catch {
      self.error(field, "\(what) \(error.text)")
    }
    return nil
  }

  private mutating func credential(_ field: Field, name entry: Field) -> Found? {
    guard let name = text(entry) else { return nil }
    let shown = Quoted.text(name)
    guard !name.contains("/"), name != ".", name != "..", name.utf8.count <= 255 else {
      error(field, "\(shown) is not the name of a credential: a file name without directories")
      return nil
    }
    guard let folder = host.environment["CREDENTIALS_DIRECTORY"], !folder.isEmpty else {
      error(
        field,
        "there is no credential \(shown): $CREDENTIALS_DIRECTORY is not set; systemd sets it for "
          + "a service with LoadCredential=", kind: .missingSecret)
      return nil
    }
    for file in [name, "cred_" + name] {
      do throws(FileFailure) {
        let path = HostAccess.absolute(file, in: folder)
        let bytes = try host.readFile(path, Self.maxSecretBytes)
        return checked(bytes, field, what: "the credential \(shown)")
      } catch .missing {
        continue
      } catch {
        self.error(
          field, "the credential \(shown) \(error.text)",
          kind: error == .denied ? .missingSecret : .configuration)
        return nil
      }
    }
    let other = Quoted.text("cred_" + name)
    error(
      field, "there is no credential \(shown) (nor \(other)) in $CREDENTIALS_DIRECTORY",
      kind: .missingSecret)
    return nil
  }

  private mutating func variable(_ field: Field, name entry: Field) -> Found? {
    guard let name = text(entry) else { return nil }
    let isName =
      name.utf8.count <= 128
      && name.utf8.allSatisfy {
        ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z")
          || "0123456789_".utf8.contains($0)
      }
    guard isName else {
      error(field, "env takes the name of an environment variable: letters, digits and _")
      return nil
    }
    guard let value = host.environment[name] else {
      error(
        field, "the environment variable \(Quoted.text(name)) is not set", kind: .missingSecret)
      return nil
    }
    return checked(value, field, isLiteral: false, what: "the environment variable \(name)")
  }

  private mutating func checked(_ bytes: [UInt8], _ field: Field, what: String) -> Found? {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      error(field, "\(what) is not UTF-8 text")
      return nil
    }
    return checked(text, field, isLiteral: false, what: what)
  }

  private mutating func checked(
    _ text: String, _ field: Field, isLiteral: Bool, what: String
  ) -> Found? {
    var scalars = text.unicodeScalars[...]
    // The mark of an editor, not of who issued it.
    if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    guard !scalars.isEmpty else {
      error(field, "\(what) is empty")
      return nil
    }
    guard scalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
      error(field, "\(what) holds a line break or another control character")
      return nil
    }
    return Found(value: String(scalars), isLiteral: isLiteral, field: field)
  }

  /// Says so when a secret stands in a file that every user can read.
  mutating func warnOfLiteral(_ found: Found) {
    guard found.isLiteral, isWorldReadable else { return }
    warn(
      found.field,
      "a secret in a file that every user can read; move it to a file or credential, "
        + "or chmod o-r this one")
  }
}
