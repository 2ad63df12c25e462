/// Finds the records of a plan that something else speaks of, too, in memory that grows with neither.
///
/// What is said of others than the plan's is dropped by its filter; the rest is gathered, and compared with the plan's
/// lines when there is much of it or nothing more comes.
struct PlanMatches<Note> {
    private let rest: PlanRest
    private let found: (RedrivePlan.Entry, Note) throws -> Void
    private var notes: [Digest: Note] = [:]

    private static var notesMax: Int { 1 << 17 }

    /// - Parameters:
    ///   - rest: the records that matter.
    ///   - found: told of every one of them that a note is about.
    init(_ rest: PlanRest, _ found: @escaping (RedrivePlan.Entry, Note) throws -> Void) {
        self.rest = rest
        self.found = found
    }

    /// Of several notes about one identity the first that is still gathered counts.
    /// - Parameter tick: called now and then where lines are compared, for signs of life: a plan may have millions.
    mutating func add(_ identity: Digest, _ note: @autoclosure () throws -> Note, _ tick: () throws -> Void) throws {
        guard rest.identities.mayContain(identity), notes[identity] == nil else { return }
        notes[identity] = try note()
        if notes.count >= Self.notesMax { try finish(tick) }
    }

    /// Must be called when nothing more comes.
    mutating func finish(_ tick: () throws -> Void) throws {
        if notes.isEmpty { return }
        var entries = rest.entries
        var count = 0
        while let entry = try entries.next() {
            count += 1
            if count % PlanEntries.linesPerTick == 0 { try tick() }
            if let note = notes[entry.identity] { try found(entry, note) }
        }
        notes.removeAll(keepingCapacity: true)
    }
}
