import SpendConfiguration

/// A machine in memory: files with their modes, an environment, one `cost_events.jsonl` that
/// exists.
struct Machine: Sendable {
  struct File: Sendable {
    var bytes: [UInt8]
    var mode: UInt32 = 0o600
    /// What reading it ends in, instead of its bytes.
    var failure: FileFailure?

    init(_ text: String, mode: UInt32 = 0o600, failure: FileFailure? = nil) {
      bytes = Array(text.utf8)
      self.mode = mode
      self.failure = failure
    }
  }

  static let signingSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

  var files: [String: File] = [
    "/etc/app/cost_events.jsonl": File(""),
    "/etc/app/secrets/slack": File("https://hooks.example/T0/B0/XXXsecretXXX\n"),
    "/etc/app/secrets/marked": File("\u{FEFF}https://hooks.example/T0/B0/XXXsecretXXX\n"),
    "/etc/app/secrets/mark": File("\u{FEFF}\n"),
    "/etc/app/secrets/open": File("https://hooks.example/T0/B0/XXXsecretXXX", mode: 0o644),
    "/etc/app/secrets/key": File("R0UT1NGK3Ysecret  \n"),
    "/etc/app/secrets/empty": File(" \n"),
    "/etc/app/secrets/lines": File("one-secret\ntwo-secret\n"),
    "/etc/app/secrets/denied": File("", failure: .denied),
    "/etc/app/secrets/folder": File("", failure: .isDirectory),
    "/etc/app/ca.pem": File("", mode: 0o644),
    "/run/credentials/slack-url": File("https://hooks.example/T0/B0/XXXsecretXXX"),
    "/run/credentials/cred_pager": File("R0UT1NGK3Ysecret"),
    "/usr/share/zoneinfo": File("", failure: .isDirectory),
    "/usr/share/zoneinfo/tzdata.zi": File(
      "# version\nR x 1 2\nZ Europe/Berlin 1 2 3\nL Asia/Kolkata Asia/Calcutta\n"
    ),
    "/usr/share/zoneinfo/tests/Broken": File("TZif2 and then nothing"),
  ]
  var environment = [
    "AUDIT_SECRET": signingSecret, "EMPTY": "", "HOOK": "https://hooks.example/T0/B0/XXXsecretXXX",
    "CREDENTIALS_DIRECTORY": "/run/credentials",
  ]
  var mode: UInt32 = 0o640

  func load(_ text: String) -> LoadResult { load(Array(text.utf8)) }

  func load(_ bytes: [UInt8]) -> LoadResult {
    var machine = self
    machine.files["/etc/app/alerts.yaml"] = File("", mode: mode)
    machine.files["/etc/app/alerts.yaml"]?.bytes = bytes
    return ConfigurationLoader(host: machine.host).load(path: "alerts.yaml")
  }

  var host: HostAccess {
    let files = files
    return HostAccess(
      currentDirectory: "/etc/app", environment: environment,
      readFile: { (path, limit) throws(FileFailure) in
        guard let file = files[path] else { throw .missing }
        if let failure = file.failure { throw failure }
        guard file.bytes.count <= limit else { throw .tooLarge }
        return file.bytes
      },
      mode: { files[$0]?.mode },
      exists: { files[$0] != nil || $0 == "/var/log/app/*.jsonl" })
  }
}
