public import DeskStreams
public import EventLog
import GreenChannelModel

/// Sends what an approved plan says, each record exactly once, however often it is interrupted.
///
///     waiting for the seat ──► seated, ledger read ──► plan held against the log ──► sending ──► done
///              ▲                       │ any failure of the log, a lost seat           │ stop asked: interrupted
///              └───────────────────────┴───────────────────────────────────────────────┘
///
/// There is one seat on each channel: the one partition of `replays`, which a group gives to one member at a time. Whoever
/// holds it sends in transactions that also write down how far it has come, so that what a killed run has sent and what it
/// says that it has sent are the same thing. Its calls block; it belongs to one thread.
public final class RedriveRun {
    /// What it is told to do, asked for again and again.
    public enum Command: Sendable {
        case go
        case pause
        /// Ends; the rest can be sent later.
        case stop
    }

    /// The world outside, so that a test can turn its clock.
    public struct Surroundings {
        public var now: () -> Timestamp
        public var sleep: (_ milliseconds: Int64) -> Void
        public var command: () -> Command
        public var progress: (Progress) -> Void

        public init(
            now: @escaping () -> Timestamp,
            sleep: @escaping (_ milliseconds: Int64) -> Void,
            command: @escaping () -> Command = { .go },
            progress: @escaping (Progress) -> Void = { _ in }
        ) {
            self.now = now
            self.sleep = sleep
            self.command = command
            self.progress = progress
        }
    }

    public enum Progress: Sendable, Equatable {
        case waitingForSeat(by: String)
        case checking(Int, of: Int)
        /// - Parameter millisecondsLeft: an estimate; `nil`: unknown.
        case sending(Int, of: Int, millisecondsLeft: Int64?)
        case paused(Int, of: Int)
        case tryingAgain(String)
    }

    /// What came of it.
    public struct Outcome: Sendable, Equatable {
        public var status: ReplayAudit.Event
        /// By this run.
        public var sent: Int
        public var parked: Int
        /// By runs before it.
        public var sentBefore: Int
        public var left: Int

        public init(status: ReplayAudit.Event, sent: Int, parked: Int, sentBefore: Int, left: Int) {
            self.status = status
            self.sent = sent
            self.parked = parked
            self.sentBefore = sentBefore
            self.left = left
        }
    }

    static let sessionTimeoutMilliseconds: Int64 = 10_000
    /// Well below what the session allows.
    static let beatMilliseconds: Int64 = 2_000
    /// As much as is still stopped at once when somebody asks for it.
    public static let recordsPerTransactionMax = 4_000
    static let bytesPerTransactionMax = 4 << 20
    private static let failuresMax = 20

    let plan: RedrivePlan
    let by: String
    let why: String
    let member: String
    let log: any EventLog
    let topology: ChannelTopology
    let around: Surroundings

    /// - Parameters:
    ///   - approval: the plan's digest, or at least the first 12 characters of it.
    ///   - member: a name that no other process has.
    public init(
        plan: RedrivePlan,
        approval: String,
        by: String,
        why: String,
        member: String,
        log: any EventLog,
        topology: ChannelTopology,
        around: Surroundings
    ) throws {
        self.plan = plan
        self.by = by
        self.why = why
        self.member = member
        self.log = log
        self.topology = topology
        self.around = around
        let digest = plan.digest
        guard approval.utf8.count >= 12, digest.hasPrefix(approval.lowercased()) else {
            throw ReplayRefusal(
                .notApproved,
                "The plan's digest is \(digest.prefix(16))…, and '\(approval.prefix(64))' was approved",
                remedy: "Look at the plan again; approve it by its own digest (12 characters of it at least)."
            )
        }
        guard plan.head.prefix == topology.prefix else {
            throw ReplayRefusal(
                .planStale,
                "The plan was made for prefix \(plan.head.prefix), not \(topology.prefix)",
                remedy: "Name its prefix with --prefix, or make a new plan."
            )
        }
    }

    /// The plan's digest.
    var digest: String { plan.digest }

    /// The run's name in marks.
    var mark: String { String(digest.prefix(16)) }

    var inbox: TopicPartition { TopicPartition(topology.name(of: .replays), Partition(0)) }

    var group: GroupSettings {
        GroupSettings(
            group: "\(topology.prefix).replays",
            member: member,
            inboxes: [inbox.topic: topology.replayLedgerName],
            sessionTimeoutMilliseconds: Self.sessionTimeoutMilliseconds
        )
    }

    /// Sends the rest of the plan.
    /// - Throws: `ReplayRefusal` where nothing more can be sent as planned, `LogError` where the log gives up.
    public func run() throws -> Outcome { try seated { try $0.send() } }

    /// Makes sure that nothing of the plan is sent any more.
    public func cancel() throws -> Outcome { try seated { try $0.cancel() } }

    /// Takes the seat for a piece of work, and takes it again after failures that pass.
    private func seated(_ work: (RedriveSeat) throws -> Outcome) throws -> Outcome {
        var failures = 0
        var reached = 0
        var before: Int?
        while true {
            try waitForTurn()
            let seat = RedriveSeat(self, sentBefore: before)
            defer { seat.leave() }
            do {
                try seat.take()
                return try work(seat)
            } catch let error as LogError where error.code != .stop {
                failures = seat.next > reached ? 1 : failures + 1
                reached = max(reached, seat.next)
                before = seat.sentBefore
                guard failures < Self.failuresMax else { throw error }
                around.progress(.tryingAgain("\(error)"))
                around.sleep(min(5_000, 100 << Int64(min(failures, 6))))
            }
        }
    }

    /// Waits while another's seat shows no sign of life; refuses where it does.
    private func waitForTurn() throws {
        var beat: Int?
        let deadline = around.now().advanced(byMilliseconds: Self.sessionTimeoutMilliseconds)
        while true {
            let lock = try ReplayLedger.read(log, topology).lock
            guard let lock, lock.member != member else { return }
            if let beat, beat != lock.beat { throw Self.busy(lock) }
            beat = lock.beat
            // It has not beaten for as long as a seat is kept: its process is gone.
            guard around.now() < deadline else { return }
            if around.command() == .stop { throw Self.busy(lock) }
            around.progress(.waitingForSeat(by: lock.by))
            around.sleep(500)
        }
    }

    static func busy(_ lock: ReplayLedger.Lock?) -> ReplayRefusal {
        let whose = lock.map { " of plan \($0.run.prefix(16))… by \($0.by)" } ?? ""
        return ReplayRefusal(
            .alreadyRunning,
            "Another replay\(whose) is running on this channel, and two could send the same record",
            remedy: "Wait for its end or stop it; what is left of it can be resumed."
        )
    }
}
