import DeskStreams
import EventLog
import GreenChannelModel
import Replay
import Streams
import TestKit
import Testing

/// Something that may befall a log, each with how `verify` must call it.
enum PlantedDamage: String, CaseIterable {
    case postValueChanged
    case postKeyChanged
    case postHeaderChanged
    case postTypeChanged
    case postStampChanged
    case postLost
    case lastPostLost
    case postDoubled
    case postsSwapped
    case postInWrongPartition
    case awardForgedInADesksName
    case awardForgedFromOutside
    case journalEntryLost
    case journalEntryChanged
    case deadLetterChanged
    case noticeLost
    case answerLost
    case bidTakenAndForgotten
    case ledgerValueChanged
    case ledgerEntryLost
    case ledgerEntryExtra
    case ledgerClockChanged
    case positionAhead
    case positionBeyondTheEnd
    case positionBehind
    case inboxRecordLost
    case inboxRecordChanged
    case inboxDroppedBeforeItWasTaken
    case timerChanged
    case timerTooEarly

    var kinds: Set<VerificationFinding.Kind> {
        switch self {
        case .postValueChanged, .postHeaderChanged, .postKeyChanged, .postStampChanged, .journalEntryChanged,
            .deadLetterChanged, .postTypeChanged:
            [.postChanged]
        case .postLost, .lastPostLost, .journalEntryLost, .noticeLost, .answerLost: [.postMissing]
        case .postDoubled: [.postDoubled]
        case .postsSwapped: [.postOutOfOrder]
        case .postInWrongPartition: [.postMissing, .postForged]
        case .awardForgedInADesksName: [.postForged, .postDoubled]
        // It is input like any other: what the desks make of it is right, what it says is not.
        case .awardForgedFromOutside: [.invariantBroken]
        case .bidTakenAndForgotten: [.bidUnanswered]
        case .ledgerValueChanged, .ledgerClockChanged: [.ledgerChanged]
        case .ledgerEntryLost: [.ledgerMissing]
        case .ledgerEntryExtra: [.ledgerExtra]
        case .positionAhead, .positionBeyondTheEnd: [.positionAhead]
        case .positionBehind: [.positionBehind]
        case .inboxRecordLost, .inboxRecordChanged: [.postChanged, .postMissing, .postForged, .postOutOfOrder]
        case .inboxDroppedBeforeItWasTaken: [.inboxDropped]
        case .timerChanged, .timerTooEarly: [.timerChanged]
        }
    }

    /// Damages a log.
    /// - Returns: what the place of the finding must contain.
    func plant(in log: RecordedLog) throws -> String {
        switch self {
        case .postValueChanged: return try change(.bid, of: .promotion, in: log) { $0.value = changed($0.value) }
        case .postKeyChanged: return try change(.journalEntry, of: .journal, in: log) { $0.key = changed($0.key) }
        case .postHeaderChanged:
            return try change(.awarded, of: .lots, in: log) { $0.headers.append("x-more", "1") }
        case .postTypeChanged:
            return try change(.awarded, of: .lots, in: log) { record in
                record.headers = record.headers.replacing(EventHeader.type, RecordKind.declined.eventType)
            }
        case .postStampChanged: return try change(.bid, of: .dispatch, in: log) { $0.timestamp.milliseconds += 1 }
        case .postLost: return try lose(.bid, of: .promotion, in: log)
        case .lastPostLost: return try lose(.journalEntry, of: .journal, in: log, last: true)
        case .bidTakenAndForgotten: return try forgetBid(log)
        case .postDoubled:
            let (place, index) = try find(.declined, of: .lots, in: log)
            var copy = try #require(log.partitions[place]?.records[index])
            let end = try #require(log.partitions[place]?.end)
            copy.offset = end
            log.partitions[place]?.records.append(copy)
            log.partitions[place]?.end = end.next
            return "\(place) offset \(end)"
        case .postsSwapped:
            let (place, index) = try find(.journalEntry, of: .journal, in: log)
            let records = try #require(log.partitions[place]?.records)
            let partition = RecordOrigin(records[index].headers).cause?.place.partition
            let next = try #require(
                records[(index + 1)...].firstIndex { RecordOrigin($0.headers).cause?.place.partition == partition }
            )
            log.partitions[place]?.records.swapAt(index, next)
            log.partitions[place]?.records[index].offset = records[index].offset
            log.partitions[place]?.records[next].offset = records[next].offset
            return "\(place) offset \(records[next].offset)"
        case .postInWrongPartition:
            let (place, index) = try find(.notice, of: .notices, in: log)
            let removed = log.partitions[place]?.records.remove(at: index)
            var record = try #require(removed)
            let other = TopicPartition(place.topic, Partition(1 - place.partition.rawValue))
            record.offset = try #require(log.partitions[other]?.end)
            log.partitions[other]?.records.append(record)
            log.partitions[other]?.end = record.offset.next
            return "notices"
        case .awardForgedInADesksName: return try forgeAward(log) { $0 }
        case .awardForgedFromOutside:
            return try forgeAward(log) { headers in
                headers.replacing(EventHeader.id, "forged/1").replacing(EventHeader.source, "somebody")
            }
        case .journalEntryLost: return try lose(.journalEntry, of: .journal, in: log)
        case .journalEntryChanged:
            return try change(.journalEntry, of: .journal, in: log) { record in
                guard let value = record.value,
                    case .journalEntry(var fact)? = try? RecordBody(.journalEntry, serialized: value)
                else { return }
                fact.grams += 1000
                record.value = RecordBody.journalEntry(fact).serialized()[...]
            }
        case .deadLetterChanged:
            let letters = log.first { place, _ in place.topic == Self.name(.deadLetters) }
            let (place, index) = try #require(letters)
            log.partitions[place]?.records[index].headers.append(DeadLetter.Header.detail, "nothing")
            return "\(place)"
        case .noticeLost: return try lose(.notice, of: .notices, in: log)
        case .answerLost: return try lose(.awarded, of: .lots, in: log)
        case .ledgerValueChanged:
            return try changeLedger(log) { entries, key in entries[key] = (entries[key] ?? []) + [0x98, 0x06, 1] }
        case .ledgerEntryLost: return try changeLedger(log) { entries, key in entries[key] = nil }
        case .ledgerEntryExtra:
            return try changeLedger(log) { entries, key in entries[Array("o-nobody".utf8)[...]] = entries[key] }
        case .ledgerClockChanged:
            return try changeLedger(log, key: { $0.first == 0 }) { entries, key in
                entries[key] = changed(entries[key])
            }
        case .positionAhead:
            // As if the last records had been taken by nobody, though the position says that they were.
            let inbox = TopicPartition(Self.name(.promotion), Partition(0))
            let end = try #require(log.partitions[inbox]?.end)
            log.positions[inbox] = Offset(end.rawValue + 1)
            log.partitions[inbox]?.end = Offset(end.rawValue)
            return "\(inbox)"
        case .positionBeyondTheEnd:
            let inbox = TopicPartition(Self.name(.lots), Partition(1))
            log.positions[inbox] = Offset(1_000_000)
            return "\(inbox)"
        case .positionBehind:
            let inbox = TopicPartition(Self.name(.lots), Partition(0))
            log.positions[inbox] = Offset(try #require(log.positions[inbox]).rawValue / 2)
            return "offset"
        case .inboxRecordLost: return try lose(.unsoldAlert, of: .alerts, in: log, place: "")
        case .inboxRecordChanged:
            _ = try change(.unsoldAlert, of: .alerts, in: log) { record in
                var alert = UnsoldAlert()
                alert.text = "白菜 11吨 庆安县 还能放5天 0.8元/斤"
                record.value = RecordBody.unsoldAlert(alert).serialized()[...]
            }
            return ""
        case .inboxDroppedBeforeItWasTaken:
            let inbox = TopicPartition(Self.name(.lots), Partition(1))
            let position = try #require(log.positions[inbox])
            log.partitions[inbox]?.end = Offset(position.rawValue + 9)
            log.drop(inbox, before: Offset(position.rawValue + 5))
            return "\(inbox)"
        case .timerChanged: return try change(.timerFired, of: .lots, in: log) { $0.headers.append("x-more", "1") }
        case .timerTooEarly: return try change(.timerFired, of: .promotion, in: log) { $0.timestamp.milliseconds -= 1 }
        }
    }

    // MARK: Means

    private static func name(_ topic: Topic) -> TopicName { RecordedChannel.topology.name(of: topic) }

    private func find(
        _ kind: RecordKind,
        of topic: Topic,
        in log: RecordedLog,
        last: Bool = false
    ) throws -> (place: TopicPartition, index: Int) {
        let name = Self.name(topic)
        for place in log.partitions.keys.sorted() where place.topic == name {
            let indices = log.partitions[place]?.records.indices.filter {
                log.partitions[place]?.records[$0].headers[EventHeader.type] == Array(kind.eventType.utf8)[...]
            }
            // Not the very first, so that there is something before it.
            guard let indices, indices.count > 2 else { continue }
            return (place, last ? indices[indices.count - 1] : indices[1])
        }
        throw SimulationFailure("no partition of \(topic) has three records of \(kind)")
    }

    private func change(
        _ kind: RecordKind,
        of topic: Topic,
        in log: RecordedLog,
        _ change: (inout Record) -> Void
    ) throws -> String {
        let (place, index) = try find(kind, of: topic, in: log)
        var record = try #require(log.partitions[place]?.records[index])
        change(&record)
        log.partitions[place]?.records[index] = record
        return "\(place) offset \(record.offset)"
    }

    private func lose(
        _ kind: RecordKind,
        of topic: Topic,
        in log: RecordedLog,
        last: Bool = false,
        place expected: String? = nil
    ) throws -> String {
        let (place, index) = try find(kind, of: topic, in: log, last: last)
        log.partitions[place]?.records.remove(at: index)
        return expected ?? "\(place)"
    }

    /// Gives some lot an award once more, of ten times as much, to a bid that was declined.
    private func forgeAward(_ log: RecordedLog, _ headers: (Headers) -> Headers) throws -> String {
        let (place, index) = try find(.declined, of: .lots, in: log)
        var record = try #require(log.partitions[place]?.records[index])
        guard let value = record.value, case .declined(let decline) = try RecordBody(.declined, serialized: value)
        else {
            throw SimulationFailure("the record is no answer")
        }
        var award = Awarded()
        award.bid = decline.bid
        award.lot = decline.lot
        award.offer = decline.offer
        award.grams = 90_000_000_000
        record.value = RecordBody.awarded(award).serialized()[...]
        record.headers = headers(
            record.headers.replacing(EventHeader.type, RecordKind.awarded.eventType)
                .replacing(EventHeader.id, "promotion/0/999999/0")
        )
        if RecordOrigin(record.headers).cause != nil {
            // One that exists, and of which nothing came.
            let inbox = TopicPartition(Self.name(.promotion), Partition(0))
            let offset = try #require(log.partitions[inbox]?.records.first?.offset)
            record.headers = record.headers.replacing(EventHeader.id, "promotion/0/\(offset)/77")
        }
        let end = try #require(log.partitions[place]?.end)
        record.offset = end
        log.partitions[place]?.records.append(record)
        log.partitions[place]?.end = end.next
        return RecordOrigin(record.headers).cause == nil ? "" : "\(place) offset \(end)"
    }

    /// A bid that the position says was taken, and that no record and no ledger knows of.
    private func forgetBid(_ log: RecordedLog) throws -> String {
        let (place, index) = try find(.bid, of: .promotion, in: log)
        var record = try #require(log.partitions[place]?.records[index])
        let value = try #require(record.value)
        guard case .bid(var bid) = try RecordBody(.bid, serialized: value) else {
            throw SimulationFailure("the record is no bid")
        }
        bid.bid = "forgotten"
        record.value = RecordBody.bid(bid).serialized()[...]
        // Only a desk's bid is owed an answer.
        let cause = try #require(RecordOrigin(record.headers).cause?.place)
        record.headers = record.headers.replacing(EventHeader.id, "\(cause)/77")
        let end = try #require(log.partitions[place]?.end)
        record.offset = end
        log.partitions[place]?.records.append(record)
        log.partitions[place]?.end = end.next
        log.positions[place] = end.next
        return "\(place) offset \(end)"
    }

    private func changeLedger(
        _ log: RecordedLog,
        key: (Bytes) -> Bool = { $0.first == UInt8(ascii: "o") },
        _ change: (inout [Bytes: Bytes], Bytes) -> Void
    ) throws -> String {
        let name = TopicName("\(RecordedChannel.topology.prefix).lot.ledger")
        for place in log.ledgers.keys.sorted() where place.topic == name {
            var entries = try #require(log.ledgers[place])
            let keys = entries.keys.filter(key).sorted { $0.lexicographicallyPrecedes($1) }
            guard let key = keys.first else { continue }
            change(&entries, key)
            log.ledgers[place] = entries
            return "\(place)"
        }
        throw SimulationFailure("no ledger has such an entry")
    }

    private func changed(_ bytes: Bytes?) -> Bytes? {
        guard var bytes, let last = bytes.indices.last else { return bytes }
        bytes[last] ^= 1
        return bytes
    }
}

extension Headers {
    /// The same with the values of one name replaced.
    func replacing(_ name: String, _ value: String) -> Headers {
        var copy = Headers()
        forEach { candidate, old in
            let isIt = candidate.elementsEqual(name.utf8)
            copy.append(String(decoding: candidate, as: UTF8.self), bytes: isIt ? Array(value.utf8)[...] : old)
        }
        return copy
    }
}
