import DeskStreams
import EventLog
import GreenChannelModel

/// Makes the posts of a plan's records, in the plan's order.
struct PlanPosts {
    private let run: RedriveRun
    private let posting: RedrivePosting
    private var reading: RedriveReading
    private var builder = DigestBuilder()
    private let parked: TopicName
    /// The replay's mark, by attempt: most records share one.
    private var mark: (attempt: Int, text: Bytes)?

    init(_ run: RedriveRun) throws {
        self.run = run
        posting = try RedrivePosting(run.plan.head.request, try run.log.topics(), run.topology, now: run.around.now())
        reading = RedriveReading(TopicName(run.plan.head.source), try run.log.reader())
        parked = run.topology.name(of: .parked)
    }

    /// Proves that a record is what was planned, and becomes what was planned.
    /// - Throws: `ReplayRefusal` where it is not so.
    mutating func check(_ entry: RedrivePlan.Entry) throws {
        let (record, prepared) = try prepare(entry)
        let proof = posting.proof(of: prepared, record, &builder)
        guard proof.digest == entry.digest, proof.identity == entry.identity else {
            throw stale("\(PlanCheck.place(entry, run)) is not what it was")
        }
        try checkTarget(of: entry, prepared)
    }

    /// The post of an entry, its mark included. The entry must have been checked: no record of a log ever changes.
    mutating func post(of entry: RedrivePlan.Entry) throws -> Post {
        let (record, prepared) = try prepare(entry)
        try checkTarget(of: entry, prepared)
        return post(of: entry, record, prepared)
    }

    private mutating func prepare(
        _ entry: RedrivePlan.Entry
    ) throws -> (SelectedRecord, RedrivePosting.Prepared) {
        guard let record = try reading.record(of: entry) else {
            throw stale("\(PlanCheck.place(entry, run)) is not there any more")
        }
        guard case .prepared(let prepared) = posting.prepare(record) else {
            throw stale("\(PlanCheck.place(entry, run)) cannot be sent as planned any more")
        }
        guard prepared.attempts + 1 == entry.attempt else {
            throw stale("\(PlanCheck.place(entry, run)) is not what it was")
        }
        return (record, prepared)
    }

    private func checkTarget(of entry: RedrivePlan.Entry, _ prepared: RedrivePosting.Prepared) throws {
        switch entry.action {
        case .send:
            let post = prepared.post
            guard entry.target.topic == post.topic, entry.target.partition == post.partition ?? Partition(0) else {
                throw stale("\(PlanCheck.place(entry, run)) does not belong in \(entry.target)")
            }
        case .park:
            guard entry.target.topic == parked, entry.attempt > run.plan.head.request.attemptsMax else {
                throw stale("\(PlanCheck.place(entry, run)) is not one to be parked in \(entry.target)")
            }
        }
    }

    private mutating func post(
        of entry: RedrivePlan.Entry,
        _ record: SelectedRecord,
        _ prepared: RedrivePosting.Prepared
    ) -> Post {
        switch entry.action {
        case .send:
            var post = prepared.post
            let mark = markText(entry.attempt)
            var writer = HeaderWriter(post.headers, reserving: Self.markBytesMax)
            writer.append(Self.markName, mark)
            post.headers = writer.headers
            return post
        case .park:
            // As it stands there, what was said of it included: who takes it up must see why it is here.
            return Post(
                topic: entry.target.topic,
                partition: entry.target.partition,
                timestamp: record.record.timestamp,
                key: record.record.key,
                value: record.record.value,
                headers: record.record.headers
            )
        }
    }

    private static let markName = HeaderWriter.Name(EventHeader.replay)
    private static let markBytesMax = 96

    private mutating func markText(_ attempt: Int) -> Bytes {
        if let mark, mark.attempt == attempt { return mark.text }
        let mark = ReplayMark(run: run.mark, attempt: attempt, notifies: run.plan.head.request.notifies)
        let text = Array(mark.text.utf8)[...]
        self.mark = (attempt, text)
        return text
    }

    private func stale(_ what: String) -> ReplayRefusal { PlanCheck.stale(run, what) }
}
