public import Foundation

/// Selections by name, in one file of JSON that people may read, share and keep with their runbooks.
public struct SavedSelections {
    public private(set) var selections: [String: RecordSelection]

    /// - Parameter data: the file's bytes; `nil`: there is none yet.
    public init(_ data: Data?) throws(ReplayRefusal) {
        guard let data else {
            selections = [:]
            return
        }
        do {
            selections = try JSONDecoder().decode([String: RecordSelection].self, from: data)
        } catch {
            throw ReplayRefusal(
                .wrongSelection,
                "The file of saved filters does not read: \(error)",
                remedy: "Mend it, or name another with --filters."
            )
        }
    }

    public func selection(named name: String) throws(ReplayRefusal) -> RecordSelection {
        guard let found = selections[name] else {
            let names = selections.keys.sorted().joined(separator: " ")
            throw ReplayRefusal(
                .wrongSelection,
                "No filter '\(name)' is saved",
                remedy: names.isEmpty ? "Save one with --save NAME." : "Saved are: \(names)"
            )
        }
        return found
    }

    public mutating func save(_ selection: RecordSelection, as name: String) { selections[name] = selection }

    /// The file's bytes, in one order whatever the history.
    public func data() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(selections) + Data("\n".utf8)
    }
}
