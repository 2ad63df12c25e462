import EventLog

/// A selected record that may be sent, with numbers for the names that many of them share.
struct RedriveCandidate {
    var partition: Partition
    var offset: Offset
    var due: Timestamp
    var identity: Digest
    var digest: Digest
    /// Where the record stood in the topic that it goes to; `nil`: nowhere, or nobody knows.
    var homeOffset: Offset?
    /// How often it was sent again before, as far as the record itself tells.
    var attempts: Int
    var isEdited: Bool
    /// The number of its reason code.
    var reason: Int32
    /// The number of the topic that it goes to.
    var target: Int32
    var targetPartition: Partition
    /// Where its key belongs among what is parked.
    var parking: Partition

    static let rowBytes = 8 + 4 + 8 + 16 + 16 + 9 + 8 + 1 + 4 + 4 + 4 + 4

    /// As bytes that sort in the order of sending.
    func append(to row: inout RowBytes) {
        row.append(due.milliseconds)
        row.append(partition.rawValue)
        row.append(offset.rawValue)
        row.append(identity)
        row.append(digest)
        row.append(UInt8(homeOffset == nil ? 0 : 1))
        row.append((homeOffset ?? .zero).rawValue)
        row.append(Int64(attempts))
        row.append(UInt8(isEdited ? 1 : 0))
        row.append(reason)
        row.append(target)
        row.append(targetPartition.rawValue)
        row.append(parking.rawValue)
    }

    init(_ row: inout RowCursor) {
        due = Timestamp(milliseconds: row.next())
        partition = Partition(row.next())
        offset = Offset(row.next())
        identity = row.digest()
        digest = row.digest()
        let hasHome = row.next(UInt8.self) == 1
        let home = Offset(row.next())
        homeOffset = hasHome ? home : nil
        attempts = Int(row.next(Int64.self))
        isEdited = row.next(UInt8.self) == 1
        reason = row.next()
        target = row.next()
        targetPartition = Partition(row.next())
        parking = Partition(row.next())
    }

    init(
        _ record: SelectedRecord,
        _ prepared: RedrivePosting.Prepared,
        _ proof: RedrivePosting.Proof,
        due: Timestamp,
        reason: Int32,
        target: Int32,
        parking: Partition
    ) {
        partition = record.source.partition
        offset = record.record.offset
        self.due = due
        identity = proof.identity
        digest = proof.digest
        homeOffset = prepared.homeOffset
        attempts = prepared.attempts
        isEdited = !prepared.changes.isEmpty
        self.reason = reason
        self.target = target
        targetPartition = prepared.post.partition ?? Partition(0)
        self.parking = parking
    }
}
