import NIOCore

/// The user at the other end of the socket, as the kernel saw it connect (SO_PEERCRED of unix(7)).
///
/// In a user namespace (`PrivateUsers=` of the unit) users that it does not map are all the
/// overflow user; root and the user of the daemon are always themselves.
package struct ControlPeer: Hashable, Sendable {
  package var user: UInt32

  package init(user: UInt32) { self.user = user }

  /// `struct ucred`, which Glibc's module lacks.
  private struct Credentials {
    var process: Int32 = 0
    var user: UInt32 = 0
    var group: UInt32 = 0
  }

  private static let peerCredentials = NIOBSDSocket.Option(rawValue: 17)

  /// nil: the channel is no Unix socket, or the peer is gone.
  static func of(_ channel: any Channel) async -> ControlPeer? {
    guard let options = channel as? any SocketOptionProvider else { return nil }
    let found: Credentials? = try? await options.unsafeGetSocketOption(
      level: .socket, name: peerCredentials
    ).get()
    return found.map { ControlPeer(user: $0.user) }
  }
}
