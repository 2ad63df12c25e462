import SwiftProtobuf

extension JournalEntry {
    /// The fact in proto3 JSON, on one line: what `--json` shows.
    public func json() throws -> String { try jsonString() }
}
