import ArgumentParser
import DeskStreams
import EventLog
import Foundation
import GreenChannelModel
import Replay

/// `replay redrive`: says what would be sent again, and with an approved plan sends it.
struct ReplayRedriveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redrive",
        abstract: "Sends dead letters, or any records, again. Without --plan it only says what it would do.",
        discussion: """
            First look, then approve, then send:
              greenchannel replay redrive --from 2h --to now --reason UNKNOWN_CROP --plan-out plan
              greenchannel replay redrive --plan plan --approve DIGEST --by NAME --why REASON
            Interrupted anywhere, the same command sends exactly the rest. SIGINT and SIGTERM stop it between two \
            transactions; SIGUSR1 pauses it and lets it go on.
            """
    )

    @OptionGroup var log: LogOptions
    @OptionGroup(title: "What") var selection: ReplaySelectionOptions
    @OptionGroup(title: "How") var shape: RedriveShapeOptions

    @Option(help: "Write the plan to this file. Nothing is sent.")
    var planOut: String?

    @Option(help: "The plan to run.")
    var plan: String?

    @Option(help: "The digest of the plan, as the dry run said it: at least 12 characters of it.")
    var approve: String?

    @Option(help: "Who sends it. It stands in the list of replays.")
    var by: String?

    @Option(help: "Why. It stands in the list of replays.")
    var why: String?

    @Flag(help: "With --plan: give the rest of it up for good, instead of sending it.")
    var cancel = false

    @Flag(help: "As JSON.")
    var json = false

    private enum Mode {
        case look
        case work(plan: String, approval: String, by: String, why: String)
    }

    private func mode() throws -> Mode {
        guard let plan else {
            if approve != nil || cancel {
                throw ValidationError("--approve and --cancel are about a plan: name it with --plan")
            }
            return .look
        }
        guard planOut == nil else {
            throw ValidationError("--plan runs a plan and --plan-out makes one: give one of them")
        }
        if let stray = (selection.given + shape.given).first {
            throw ValidationError(
                "\(stray) has no place beside --plan: the plan itself says what is sent, and how. Leave \(stray) out, or make a "
                    + "new plan with it and --plan-out"
            )
        }
        guard let approve else {
            throw ValidationError("--plan needs --approve DIGEST: the digest that the dry run said")
        }
        guard let by, let why, (1...100).contains(by.utf8.count), (1...500).contains(why.utf8.count) else {
            throw ValidationError(
                "--plan needs --by (1 to 100 bytes) and --why (1 to 500 bytes): every replay is listed"
            )
        }
        return .work(plan: plan, approval: approve, by: by, why: why)
    }

    func validate() throws { _ = try mode() }

    func run() throws {
        switch try mode() {
        case .look: try look()
        case .work(let plan, let approval, let by, let why): try work(plan, approval, by: by, why: why)
        }
    }

    // MARK: The dry run

    private func look() throws {
        let request = try shape.request(of: try selection.selection())
        let opened = try log.openExisting()
        defer { opened.log.close() }
        var planner = try RedrivePlanner(
            request,
            opened.log,
            opened.topology,
            now: .init(milliseconds: Instant.now.milliseconds)
        )
        let report = try planner.plan { Terminal.progress("\($0) records read") }
        Terminal.endProgress()
        guard report.faultCount == 0 else {
            for fault in report.faults { Terminal.error(Terminal.inert(masked: fault, max: 400)) }
            Terminal.error(
                "edits that cannot be made: \(report.faultCount); no plan was made and nothing was produced. Change the edit, or "
                    + "leave those records out with --where."
            )
            throw ExitCodes.foundSomethingWrong
        }
        if let planOut { try report.plan.write(to: planOut) }
        let shown = RedriveReport(report, path: planOut)
        if json { return try Terminal.print(json: shown) }
        for line in shown.lines { Terminal.print(line) }
    }

    // MARK: The run

    private struct Result: Encodable {
        var status: String
        var sent: Int
        var sentBefore: Int
        var parked: Int
        var left: Int
    }

    private func work(_ path: String, _ approval: String, by: String, why: String) throws {
        let plan = try RedrivePlan { take in try InputFile.forEachPiece(of: path, .regularFile, take) }
        let opened = try log.openExisting()
        defer { opened.log.close() }
        // What an older version made has no topics of replays yet; on a cluster they are somebody's decision.
        switch try log.location() {
        case .file: try opened.log.createTopics(opened.topology.topicSettings)
        case .kafka: try log.require(opened.topology.topicSettings, on: opened.log)
        case .archive: throw LogError(.stop, "An archive is only read", remedy: "Send again from the log itself.")
        }
        let signals = ReplaySignals()
        let run = try RedriveRun(
            plan: plan,
            approval: approval,
            by: by,
            why: why,
            member: "replay-\(UUID().uuidString)",
            log: opened.log,
            topology: opened.topology,
            around: RedriveRun.Surroundings(
                now: { .init(milliseconds: Instant.now.milliseconds) },
                sleep: { Thread.sleep(forTimeInterval: Double($0) / 1000) },
                command: { signals.command },
                progress: { show($0) }
            )
        )
        let outcome = try cancel ? run.cancel() : run.run()
        Terminal.endProgress()
        if json {
            try Terminal.print(
                json: Result(
                    status: outcome.status.rawValue,
                    sent: outcome.sent,
                    sentBefore: outcome.sentBefore,
                    parked: outcome.parked,
                    left: outcome.left
                )
            )
        } else {
            Terminal.print(
                "\(outcome.status.rawValue): \(outcome.sent) sent now, \(outcome.sentBefore) before, \(outcome.left) left, "
                    + "\(outcome.parked) of all parked"
            )
        }
        if outcome.status == .interrupted {
            Terminal.error("the same command sends the rest")
            throw ExitCodes.failed
        }
    }

    private func show(_ progress: RedriveRun.Progress) {
        switch progress {
        case .waitingForSeat(let by):
            Terminal.progress("waiting: a replay by \(Terminal.inert(by, max: 48)) has left its seat without a word")
        case .checking(let count, let all): Terminal.progress("\(count) of \(all) held against the log")
        case .sending(let count, let all, let left):
            let estimate = left.map { ", \(($0 + 999) / 1000) s left" } ?? ""
            Terminal.progress("\(count) of \(all) sent\(estimate)")
        case .paused(let count, let all): Terminal.error("paused at \(count) of \(all); SIGUSR1 lets it go on")
        case .tryingAgain(let why): Terminal.error("trying again: \(Terminal.inert(why))")
        }
    }
}
