import Systemd
import Testing

/// What of a unit a trial run takes over.
@Suite struct ServiceSandboxTests {
  static let unit = """
    # /etc/systemd/system/spendwatch.service
    [Unit]
    Description=spendwatch
    [Service]
    Type=notify
    ExecStart=/usr/local/bin/spendwatch run
    # a comment
    DynamicUser=yes
    User=spendwatch
    RuntimeDirectory=spendwatch
    StateDirectory=spendwatch
    WatchdogSec=90s
    ProtectSystem=strict

    # /etc/systemd/system/spendwatch.service.d/groups.conf
    [Service]
    SupplementaryGroups=adm
    [Install]
    WantedBy=multi-user.target
    """

  @Test("user and sandbox are taken over, what starts and watches the service is not")
  func properties() {
    #expect(
      ServiceSandbox.properties(of: Self.unit) == [
        "DynamicUser=yes", "User=spendwatch", "ProtectSystem=strict", "SupplementaryGroups=adm",
      ])
  }

  @Test("a program's output and status come back")
  func run() {
    let answer = ServiceSandbox.run(["sh", "-c", "echo out; exit 3"], capturing: true)
    #expect(answer?.status == 3 && answer?.output == "out\n")
    #expect(ServiceSandbox.run(["/nonexistent/program"]) == nil)
  }
}
