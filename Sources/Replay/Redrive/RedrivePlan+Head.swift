extension RedrivePlan {
    /// How many records of a kind there are.
    public struct Count: Codable, Sendable, Equatable {
        public var reason: String
        /// Where they go, or why they do not.
        public var outcome: String
        public var records: Int

        public init(reason: String, outcome: String, records: Int) {
            self.reason = reason
            self.outcome = outcome
            self.records = records
        }
    }

    public struct Head: Codable, Sendable, Equatable {
        public var format: Int
        public var prefix: String
        /// Milliseconds since 1970 UTC.
        public var madeAt: Int64
        public var source: String
        public var request: RedriveRequest
        /// The end of each partition of each target, up to which the plan has looked for the same events.
        public var marks: [String: [Int64]]
        public var window: Int
        public var selected: Int
        public var untouched: Int
        public var send: Int
        public var park: Int
        public var edited: Int
        public var sent: [Count]
        public var skipped: [Count]
    }
}

extension RedrivePlan.Head {
    /// Refuses what no dry run writes: people may have changed the file, or made it up.
    func validate() throws(ReplayRefusal) {
        do {
            try request.validate()
        } catch {
            throw RedrivePlan.damaged("its head asks for what cannot be (\(error.what))")
        }
        let counts = [window, selected, untouched, send, park, edited] + (sent + skipped).map(\.records)
        if let wrong = counts.first(where: { $0 < 0 }) { throw RedrivePlan.damaged("its head counts \(wrong) records") }
        for rows in [sent, skipped] where Self.sum(rows) == nil {
            throw RedrivePlan.damaged("its head counts more records than there can be")
        }
    }

    /// - Returns: `nil` where it is more than a number can say.
    static func sum(_ rows: [RedrivePlan.Count]) -> Int? {
        rows.reduce(0) { sum, row in
            guard let (sum, overflows) = sum?.addingReportingOverflow(row.records), !overflows else { return nil }
            return sum
        }
    }
}
