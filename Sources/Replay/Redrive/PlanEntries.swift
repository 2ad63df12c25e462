import EventLog

/// The records of a plan in their order, from a place on: a few of them at a time.
struct PlanEntries {
    private var lines: PlanLines
    /// Read ahead; the first ones of them are handed out already.
    private var ahead: [RedrivePlan.Entry] = []
    private var first = 0

    /// How many lines are read between two signs of life.
    static let linesPerTick = 1024

    /// - Parameter tick: called now and then, for who must give signs of life.
    init(_ lines: PlanLines, skipping count: Int, tick: () throws -> Void) throws {
        self.lines = lines
        var skipped = 0
        while skipped < count, try self.lines.next({ _ in true }) != nil {
            skipped += 1
            if skipped % Self.linesPerTick == 0 { try tick() }
        }
    }

    mutating func next() throws -> RedrivePlan.Entry? {
        let entry = try upcoming(1).first
        if entry != nil { drop(1) }
        return entry
    }

    /// The next records, at most so many; fewer only where the plan ends.
    mutating func upcoming(_ count: Int) throws -> ArraySlice<RedrivePlan.Entry> {
        if ahead.count - first < count {
            ahead.removeFirst(first)
            first = 0
            while ahead.count < max(count, Self.readAhead), let entry = try read() { ahead.append(entry) }
        }
        return ahead[first..<min(first + count, ahead.count)]
    }

    /// Goes on behind so many of the upcoming ones.
    mutating func drop(_ count: Int) { first = min(first + count, ahead.count) }

    private static let readAhead = 1024

    private mutating func read() throws -> RedrivePlan.Entry? {
        let last = ahead.last
        switch try lines.next({ PlanLine.read($0, like: last) }) {
        case .entry(let entry)?: return entry
        case nil: return nil
        // Every line was read when the plan was made.
        case .end?, .neither?: throw RedrivePlan.damaged("it changed while it was read")
        }
    }
}
