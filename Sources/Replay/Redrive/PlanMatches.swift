/// Finds the records of a plan that something else speaks of, too, in memory that grows with neither.
///
/// What is said of others than the plan's is dropped by its filter; the rest is gathered, and compared with the plan's
/// lines when there is much of it or nothing more comes.
struct PlanMatches<Note> {
    private let plan: RedrivePlan
    private let next: Int
    private let found: (RedrivePlan.Entry, Note) throws -> Void
    private var notes: [Digest: Note] = [:]

    private static var notesMax: Int { 1 << 17 }

    /// - Parameters:
    ///   - next: records before this one are passed over.
    ///   - found: told of every record of the plan that a note is about.
    init(_ plan: RedrivePlan, from next: Int, _ found: @escaping (RedrivePlan.Entry, Note) throws -> Void) {
        self.plan = plan
        self.next = next
        self.found = found
    }

    /// Of several notes about one identity the first that is still gathered counts.
    mutating func add(_ identity: Digest, _ note: @autoclosure () throws -> Note) throws {
        guard plan.identities.mayContain(identity), notes[identity] == nil else { return }
        notes[identity] = try note()
        if notes.count >= Self.notesMax { try finish() }
    }

    /// Must be called when nothing more comes.
    mutating func finish() throws {
        if notes.isEmpty { return }
        var entries = try plan.entries(from: next)
        while let entry = try entries.next() {
            if let note = notes[entry.identity] { try found(entry, note) }
        }
        notes.removeAll(keepingCapacity: true)
    }
}
