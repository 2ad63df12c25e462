/// What of a plan is not sent yet: where it begins in the file, and who is in it.
struct PlanRest {
    /// Stands at the first of them; every copy reads all of them anew.
    let entries: PlanEntries
    /// Only of those that are left: what was sent already must not look like what is to be sent.
    private(set) var identities = IdentityFilter()

    /// - Parameters:
    ///   - next: the number of the first entry that is not sent yet.
    ///   - tick: called now and then, for signs of life.
    init(_ plan: RedrivePlan, from next: Int, _ tick: () throws -> Void) throws {
        entries = try plan.entries(from: next, tick: tick)
    }

    /// To be called with every entry, before anybody asks who is in it.
    mutating func insert(_ entry: RedrivePlan.Entry) { identities.insert(entry.identity) }
}
