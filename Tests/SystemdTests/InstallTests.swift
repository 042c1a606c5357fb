import Glibc
import Testing

@testable import Systemd

@Suite("Installing")
struct InstallTests {
  private static let analyzer = "/usr/bin/systemd-analyze"
  private let script = Checkout.path + "/systemd/install"

  /// A program that answers what the install script asks of it.
  private func makeProgram(in directory: String) throws -> String {
    let path = directory + "/program"
    try Checkout.write("#!/bin/sh\necho \"# $*\"\n", to: path, mode: 0o755)
    return path
  }

  private func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  @Test("into a package: everything is there, twice the same, a changed configuration is kept")
  func package() throws {
    try withTemporaryDirectory { directory in
      let program = try makeProgram(in: directory)
      let root = directory + "/root"
      let install = [script, "--binary", program]
      #expect(try Program.run(install, environment: ["DESTDIR=" + root]) == 0)
      for file in [
        "/usr/local/bin/spendwatch", "/usr/local/lib/systemd/system/spendwatch.service",
        "/usr/local/lib/systemd/catalog/spendwatch.catalog",
        "/usr/local/lib/tmpfiles.d/spendwatch.conf", "/usr/local/share/man/man8/spendwatch.8",
        "/usr/local/share/bash-completion/completions/spendwatch",
        "/usr/local/share/zsh/site-functions/_spendwatch",
        "/usr/local/share/fish/vendor_completions.d/spendwatch.fish",
        "/etc/spendwatch/alerts.yaml", "/etc/spendwatch/credentials",
      ] { #expect(exists(root + file), "\(file)") }

      let output = directory + "/output"
      #expect(try Program.run(install, environment: ["DESTDIR=" + root], output: output) == 0)
      #expect(try Checkout.contents(of: output) == "")

      let configuration = root + "/etc/spendwatch/alerts.yaml"
      try Checkout.write("# mine\n", to: configuration)
      #expect(try Program.run(install, environment: ["DESTDIR=" + root]) == 0)
      #expect(try Checkout.contents(of: configuration) == "# mine\n")
      #expect(exists(configuration + ".new"))

      #expect(try Program.run([script, "--uninstall"], environment: ["DESTDIR=" + root]) == 0)
      #expect(exists(configuration))
      #expect(!exists(configuration + ".new"))
      #expect(!exists(root + "/usr/local/bin/spendwatch"))
      #expect(!exists(root + "/usr/local/lib/systemd"))
    }
  }

  @Test("from the archive: the tree of a package with the script in it, at other places")
  func archive() throws {
    try withTemporaryDirectory { directory in
      let (archive, root) = (directory + "/archive", directory + "/root")
      let make = [script, "--prefix=/usr", "--binary", try makeProgram(in: directory)]
      #expect(try Program.run(make, environment: ["DESTDIR=" + archive]) == 0)
      // As the package has them.
      let steps = """
        cd '\(archive)' && gzip usr/share/man/man8/spendwatch.8 && mkdir usr/share/spendwatch && \
        rm -rf usr/lib/systemd/system/spendwatch.service.d && \
        cp -r '\(Checkout.path)/systemd/spendwatch.service.d' usr/share/spendwatch/ && \
        cp '\(script)' install
        """
      #expect(try Program.run(["/bin/sh", "-c", steps]) == 0)
      let install = archive + "/install"
      #expect(try Program.run([install], environment: ["DESTDIR=" + root]) == 0)
      let unit = try Checkout.contents(
        of: root + "/usr/local/lib/systemd/system/spendwatch.service")
      #expect(unit.contains("\nExecStart=/usr/local/bin/spendwatch run "))
      for file in ["/usr/local/bin/spendwatch", "/etc/spendwatch/alerts.yaml"] {
        #expect(exists(root + file), "\(file)")
      }
      let page = try Checkout.contents(of: root + "/usr/local/share/man/man8/spendwatch.8")
      #expect(page.hasPrefix(".TH SPENDWATCH 8"))
      #expect(page.contains("# manual\n") && !page.contains(".\\\" COMMANDS"))
      #expect(try Program.run([install, "--uninstall"], environment: ["DESTDIR=" + root]) == 0)
      #expect(!exists(root + "/usr/local/bin/spendwatch"))
    }
  }

  @Test("under another prefix the unit starts the program there")
  func prefix() throws {
    try withTemporaryDirectory { directory in
      let program = try makeProgram(in: directory)
      let root = directory + "/root"
      #expect(
        try Program.run(
          [script, "--prefix=/opt/spend", "--binary", program], environment: ["DESTDIR=" + root])
          == 0)
      let unit = try Checkout.contents(
        of: root + "/usr/local/lib/systemd/system/spendwatch.service")
      #expect(unit.contains("\nExecStart=/opt/spend/bin/spendwatch run --config /etc/"))
      #expect(!unit.contains("/usr/local/bin"))
    }
  }

  @Test(
    "what makes no sense is refused, and nothing is touched",
    arguments: [["--prefix"], ["--prefix=here"], ["--frobnicate"], ["--binary", "/nowhere"]])
  func refused(arguments: [String]) throws {
    try withTemporaryDirectory { directory in
      let root = directory + "/root"
      let status = try Program.run([script] + arguments, environment: ["DESTDIR=" + root])
      #expect(status == 1)
      #expect(!exists(root))
    }
  }

  @Test(
    "the unit is valid and its exposure at most 1.2",
    .enabled(if: access(analyzer, X_OK) == 0, "systemd-analyze is not installed"))
  func unit() throws {
    try withTemporaryDirectory { directory in
      let unit = directory + "/spendwatch.service"
      let text = try Checkout.contents(of: Checkout.path + "/systemd/spendwatch.service")
      try Checkout.write(text.replacing("/usr/local/bin/spendwatch", with: "/bin/true"), to: unit)
      let output = directory + "/output"
      for command in [["security", "--offline=true", "--threshold=12"], ["verify", "--man=no"]] {
        let status = try Program.run([Self.analyzer] + command + [unit], output: output)
        let said = try Checkout.contents(of: output).suffix(2000)
        #expect(status == 0, "\(said)")
      }
    }
  }
}
