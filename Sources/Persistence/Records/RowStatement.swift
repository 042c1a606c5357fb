import GRDB
import GRDBSQLite
import Glibc

/// A prepared statement of the hot path, bound and stepped through SQLite itself.
///
/// GRDB keeps, prepares and frees it; its way of binding makes a value object of every argument,
/// which would cost several times what SQLite does for a small row. Not to be kept beyond the
/// access to the database in which it was made. Columns are read by position, from 0; bindings too.
struct RowStatement {
  private let statement: Statement
  private let database: Database
  private var handle: OpaquePointer { unsafe statement.sqliteStatement }

  /// - Complexity: O(length of the text) when the connection has prepared it before.
  init(_ database: Database, _ sql: String) throws {
    self.database = database
    statement = try database.cachedStatement(sql: sql)
  }

  /// Runs it and hands over every row until `body` says false. Always left ready for the next run,
  /// because a statement that is still open would keep a failed transaction from being undone.
  func run(
    _ bind: (borrowing Binder) -> Void = { _ in }, row body: (borrowing Columns) throws -> Bool
  ) throws {
    defer {
      unsafe sqlite3_reset(handle)
      unsafe sqlite3_clear_bindings(handle)
    }
    unsafe bind(Binder(handle: handle))
    while true {
      switch unsafe sqlite3_step(handle) {
      case SQLITE_ROW:
        guard try unsafe body(Columns(handle: handle)) else { return }
      case SQLITE_DONE: return
      case let code:
        throw unsafe DatabaseError(
          resultCode: ResultCode(rawValue: code),
          message: String(cString: sqlite3_errmsg(database.sqliteConnection)), sql: statement.sql)
      }
    }
  }

  func execute(_ bind: (borrowing Binder) -> Void = { _ in }) throws {
    try run(bind) { _ in true }
  }

  /// The value that `body` makes of the first row; nil when there is none.
  func first<T>(
    _ bind: (borrowing Binder) -> Void = { _ in }, row body: (borrowing Columns) throws -> T
  ) throws -> T? {
    var value: T?
    try run(bind) {
      value = try body($0)
      return false
    }
    return value
  }

  @safe
  struct Binder: ~Copyable {
    fileprivate let handle: OpaquePointer

    func bind(_ index: Int32, _ value: Int64) {
      unsafe sqlite3_bind_int64(handle, index + 1, value)
    }

    /// - Parameter bytes: are there until the statement has run.
    func bind(_ index: Int32, _ bytes: UnsafeRawBufferPointer) {
      guard let start = bytes.baseAddress, bytes.count > 0 else {
        unsafe sqlite3_bind_zeroblob(handle, index + 1, 0)
        return
      }
      _ = unsafe sqlite3_bind_blob(handle, index + 1, start, Int32(bytes.count), nil)
    }

    func bind(_ index: Int32, _ bytes: [UInt8]) {
      // Without an address the value would be NULL, not an empty blob.
      guard !bytes.isEmpty else {
        unsafe sqlite3_bind_zeroblob(handle, index + 1, 0)
        return
      }
      unsafe bytes.withUnsafeBytes {
        // SQLITE_TRANSIENT, a macro that Swift does not see: SQLite copies the bytes before this
        // returns.
        let copies = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        _ = unsafe sqlite3_bind_blob(handle, index + 1, $0.baseAddress, Int32($0.count), copies)
      }
    }
  }

  @safe
  struct Columns: ~Copyable {
    fileprivate let handle: OpaquePointer

    func integer(_ index: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, index) }

    func bytes(_ index: Int32) -> [UInt8] { unsafe Array(buffer(index)) }

    /// How it stands to these bytes in the order of SQLite's blobs: below 0 before them, 0 equal.
    func compare(_ index: Int32, to bytes: UnsafeRawBufferPointer) -> Int {
      unsafe Blob.compare(buffer(index), bytes)
    }

    /// Only until the next step.
    private func buffer(_ index: Int32) -> UnsafeRawBufferPointer {
      unsafe UnsafeRawBufferPointer(
        start: sqlite3_column_blob(handle, index), count: Int(sqlite3_column_bytes(handle, index)))
    }
  }
}

/// The order that SQLite has for blobs.
enum Blob {
  /// Below 0: the first one comes first; 0: they are equal.
  static func compare(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> Int {
    let common = min(first.count, second.count)
    if common > 0, let start = first.baseAddress, let other = second.baseAddress {
      let order = unsafe memcmp(start, other, common)
      if order != 0 { return Int(order) }
    }
    return first.count - second.count
  }
}
