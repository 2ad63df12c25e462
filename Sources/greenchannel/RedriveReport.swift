import Replay

/// What a dry run says.
struct RedriveReport: Encodable {
    struct Change: Encodable {
        var place: String
        var field: String
        var before: String
        var after: String
    }

    var digest: String
    var plan: String?
    var selection: String
    var window: Int
    var selected: Int
    var untouched: Int
    var send: Int
    var park: Int
    var skipped: Int
    var edited: Int
    var sentByReason: [RedrivePlan.Count]
    var skippedByReason: [RedrivePlan.Count]
    var millisecondsMin: Int64?
    var notifies: Bool
    var target: String
    var sample: [String]
    var changes: [Change]

    init(_ report: RedrivePlanner.Report, path: String?) {
        let head = report.plan.head
        digest = report.plan.digest
        plan = path
        selection = head.request.selection.summary
        window = head.window
        selected = head.selected
        untouched = head.untouched
        send = head.send
        park = head.park
        skipped = report.plan.skippedCount
        edited = head.edited
        sentByReason = head.sent
        skippedByReason = head.skipped
        millisecondsMin = report.plan.millisecondsMin
        notifies = head.request.notifies
        target = head.request.targetSummary
        sample = report.sample
        changes = report.changes.flatMap { place, changes in
            changes.map {
                Change(
                    place: place,
                    field: $0.field,
                    before: Terminal.inert(masked: $0.before),
                    after: Terminal.inert(masked: $0.after)
                )
            }
        }
    }

    var lines: [String] {
        var lines = [
            "\(Terminal.inert(selection)), \(Terminal.inert(target))",
            "\(window) in the window: \(send) to send, \(park) to park, \(skipped) skipped, \(untouched) untouched",
        ]
        lines += sentByReason.map { "  \($0.records) \(Terminal.inert($0.reason)) → \(Terminal.inert($0.outcome))" }
        lines += skippedByReason.map { count in
            let words = RedriveSkip(rawValue: count.outcome)?.words ?? count.outcome
            return "  \(count.records) \(Terminal.inert(count.reason)) skipped, \(count.outcome): \(words)"
        }
        if edited > 0 { lines.append("edits change \(edited) of them, such as") }
        for change in changes {
            lines += ["  \(change.place) \(change.field)", "    - \(change.before)", "    + \(change.after)"]
        }
        if !sample.isEmpty { lines.append("such as \(sample.joined(separator: ", ")): see `replay show`") }
        if let millisecondsMin {
            lines.append(
                "takes at least \(millisecondsMin / 1000).\(millisecondsMin % 1000 / 100) s at the rate asked for"
            )
        }
        lines.append(
            notifies
                ? "adapters WILL tell people outside of what follows (--notify)"
                : "adapters stay silent about what follows"
        )
        lines.append("nothing was produced: this was a dry run")
        if let plan {
            lines.append("digest: \(digest)")
            lines.append(
                "to send it: greenchannel replay redrive --plan \(Terminal.inert(plan)) --approve \(digest.prefix(16)) "
                    + "--by NAME --why REASON"
            )
        } else {
            lines.append("to send it: write the plan with --plan-out FILE first")
        }
        return lines
    }
}
