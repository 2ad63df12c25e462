import Foundation
import Replay

/// Tells people what a verification found: the earliest difference in full, the others in a line each.
struct VerificationText {
    private let report: VerificationReport
    private let language: Language
    private let wallSeconds: Double

    init(_ report: VerificationReport, _ language: Language, wallSeconds: Double) {
        self.report = report
        self.language = language
        self.wallSeconds = wallSeconds
    }

    private func say(_ zh: String, _ en: String) -> String { language.pick(zh: zh, en: en) }

    func print() {
        for task in report.tasks { Terminal.print(line(task)) }
        if report.invariantsChecked {
            Terminal.print(
                say(
                    "全局：\(report.lots) 个批次，\(report.bids) 份竞报，\(report.invariantsBroken) 处不符",
                    "the whole: \(report.lots) lots, \(report.bids) bids, \(report.invariantsBroken) things wrong"
                )
            )
        }
        if let first = report.findings.first { show(first) }
        for finding in report.findings.dropFirst().prefix(20) { Terminal.print("WRONG: \(Self.headline(finding))") }
        if report.findings.count > 21 {
            let more = report.findings.count - 21
            Terminal.print(say("……另有 \(more) 处", "… and \(more) more: --json shows all"))
        }
        let rate = wallSeconds > 0 ? Int((Double(report.records) / wallSeconds).rounded()) : 0
        let sum = say(
            "复核 \(report.records) 条收件、\(report.posts) 条发出、\(report.ledgerEntries) 条账目，"
                + "\(wallSeconds) 秒（每秒 \(rate) 条）：",
            "\(report.records) inbox records, \(report.posts) posts and \(report.ledgerEntries) ledger values in "
                + "\(wallSeconds) s (\(rate) records/s): "
        )
        Terminal.print(sum + verdict)
        let other = ["promotion", "broadcast", "dispatch"]
        if report.tasks.contains(where: { $0.status == .different && other.contains($0.desk) }) {
            Terminal.print(
                say(
                    "若当时的决策窗口不同，请用 --decision-window 指明。",
                    "If the workers ran with another decision window, name it with --decision-window."
                )
            )
        }
    }

    private var verdict: String {
        if !report.isSound { return say("有误", "something is wrong") }
        let unfolded = report.tasks.count { $0.status == .notFolded }
        if unfolded == 0 { return say("全部一致", "all is as it should be") }
        return say(
            "能复核的全部一致；\(unfolded) 个分区的开头已不在",
            "all that can be verified is as it should be; \(unfolded) partitions are no longer kept from their beginning"
        )
    }

    private func line(_ task: VerificationReport.Task) -> String {
        let status =
            switch task.status {
            case .same: say("一致", "same")
            case .different: say("不符", "DIFFERENT")
            case .notFolded: say("未能复核", "not folded")
            }
        var text =
            "\(task.desk.padding(toLength: 10, withPad: " ", startingAt: 0)) \(task.inbox) \(task.from)–\(task.until): "
            + say(
                "\(task.records) 条收件，\(task.posts) 条发出，\(task.ledgerEntries) 条账目：",
                "\(task.records) records, \(task.posts) posts, \(task.ledgerEntries) ledger values: "
            ) + status
        if task.postsNoLongerKept > 0 {
            text += say(
                "（\(task.postsNoLongerKept) 条发出已不在）",
                " (\(task.postsNoLongerKept) posts are no longer kept)"
            )
        }
        if task.replayed > 0 {
            text += say("（\(task.replayed) 条为重放）", " (\(task.replayed) sent again by a replay)")
        }
        return task.note.isEmpty ? text : text + "; " + Terminal.inert(task.note, max: 400)
    }

    private static func headline(_ finding: VerificationFinding) -> String {
        let task = finding.task.isEmpty ? "" : "[\(finding.task)] "
        return task + Terminal.inert("\(finding)", max: 400)
    }

    // MARK: One finding

    private func show(_ finding: VerificationFinding) {
        Terminal.print("WRONG: \(Self.headline(finding))")
        if let cause = finding.cause { show(cause, as: say("起因", "inbox record")) }
        if !finding.stateBefore.isEmpty { Terminal.print("  " + say("此前账目", "ledger before it")) }
        for entry in finding.stateBefore { show(entry) }
        if let expected = finding.expected { show(expected, as: say("应为", "expected")) }
        if let found = finding.found { show(found, as: say("实为", "found")) }
        if let entry = finding.expectedEntry {
            Terminal.print("  " + say("账目应为", "expected in the ledger"))
            show(entry)
        }
        if let entry = finding.foundEntry {
            Terminal.print("  " + say("账目实为", "found in the ledger"))
            show(entry)
        }
    }

    private func show(_ record: RecordDescription, as title: String) {
        let place = record.offset.map { "\(record.partition) offset \($0)" } ?? record.partition
        let key = record.key.map { Terminal.inert($0, max: 80) } ?? "null"
        Terminal.print("  \(title)  \(place)  \(record.time)  key \(key)")
        for header in record.headers { Terminal.print("      " + Terminal.inert(header, max: 300)) }
        Terminal.print("      " + Terminal.inert(record.value ?? "null", max: 2000))
    }

    private func show(_ entry: LedgerDescription) {
        let nothing = say("（无）", "nothing")
        Terminal.print(
            "      \(Terminal.inert(entry.key, max: 80)): \(Terminal.inert(entry.value ?? nothing, max: 2000))"
        )
    }
}
