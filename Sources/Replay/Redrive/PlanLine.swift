import EventLog

/// A line of a plan that names a record, written and read as bytes: there may be millions of them.
///
///     send 3/1207 greenchannel.alerts/3 1 1772409600000 <identity> <digest>
enum PlanLine {
    /// Several times as long as a line with the longest name that a broker takes.
    static let bytesMax = 4096

    enum Content {
        case entry(RedrivePlan.Entry)
        /// How many records there are.
        case end(Int)
        case neither
    }

    static func append(_ entry: RedrivePlan.Entry, to line: inout [UInt8]) {
        line.append(contentsOf: entry.action.rawValue.utf8)
        append(space, Int64(entry.partition.rawValue), to: &line)
        append(slash, entry.offset.rawValue, to: &line)
        line.append(space)
        line.append(contentsOf: entry.target.topic.rawValue.utf8)
        append(slash, Int64(entry.target.partition.rawValue), to: &line)
        append(space, Int64(entry.attempt), to: &line)
        append(space, entry.due.milliseconds, to: &line)
        line.append(space)
        entry.identity.appendHex(to: &line)
        line.append(space)
        entry.digest.appendHex(to: &line)
        line.append(UInt8(ascii: "\n"))
    }

    private static func append(_ separator: UInt8, _ number: Int64, to line: inout [UInt8]) {
        line.append(separator)
        line.append(contentsOf: String(number).utf8)
    }

    /// - Parameter other: an entry whose topic's name is taken where it is the same.
    static func read(_ line: UnsafeBufferPointer<UInt8>, like other: RedrivePlan.Entry?) -> Content {
        var fields = Fields(line)
        let word = fields.next(until: space)
        if word.elementsEqual(endWord) {
            guard let count = Fields.number(fields.rest), count >= 0 else { return .neither }
            return .end(Int(count))
        }
        guard let action = actions.first(where: { word.elementsEqual($0.rawValue.utf8) }),
            let partition = Fields.number(fields.next(until: slash)).flatMap({ Int32(exactly: $0) }),
            partition >= 0,
            let offset = Fields.number(fields.next(until: space)), offsets.contains(offset),
            let target = target(fields.next(until: space), like: other?.target.topic),
            let attempt = Fields.number(fields.next(until: space)), attempts.contains(attempt),
            let due = Fields.number(fields.next(until: space)),
            let identity = Digest(hex: fields.next(until: space)),
            let digest = Digest(hex: fields.rest)
        else { return .neither }
        return .entry(
            RedrivePlan.Entry(
                action: action,
                partition: Partition(partition),
                offset: Offset(offset),
                target: target,
                attempt: Int(attempt),
                due: Timestamp(milliseconds: due),
                identity: identity,
                digest: digest
            )
        )
    }

    private static let space = UInt8(ascii: " ")
    private static let slash = UInt8(ascii: "/")
    private static let endWord = Array("end".utf8)
    /// Others can stand behind each of them.
    private static let offsets = 0..<Int64.max
    private static let attempts = 1...Int64(Int32.max)
    private static let actions = [RedrivePlan.Action.send, .park]

    private static func target(_ field: Slice<UnsafeBufferPointer<UInt8>>, like other: TopicName?) -> TopicPartition? {
        guard let slash = field.lastIndex(of: slash),
            let partition = Fields.number(field[field.index(after: slash)...]).flatMap({ Int32(exactly: $0) }),
            partition >= 0
        else { return nil }
        let name = field[..<slash]
        if let other, name.elementsEqual(other.rawValue.utf8) {
            return TopicPartition(other, Partition(partition))
        }
        return TopicPartition(TopicName(String(decoding: name, as: UTF8.self)), Partition(partition))
    }

    /// Takes a line apart.
    private struct Fields {
        private(set) var rest: Slice<UnsafeBufferPointer<UInt8>>

        init(_ line: UnsafeBufferPointer<UInt8>) { rest = line[...] }

        mutating func next(until separator: UInt8) -> Slice<UnsafeBufferPointer<UInt8>> {
            let end = rest.firstIndex(of: separator) ?? rest.endIndex
            defer { rest = end < rest.endIndex ? rest[(end + 1)...] : rest[end...] }
            return rest[..<end]
        }

        /// A decimal number as `String` writes it.
        static func number(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
            let isNegative = digits.first == UInt8(ascii: "-")
            let digits = isNegative ? digits.dropFirst() : digits
            guard (1...19).contains(digits.count) else { return nil }
            var number: Int64 = 0
            for digit in digits {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
                let (shifted, isTooLarge) = number.multipliedReportingOverflow(by: 10)
                // Below zero there is room for one more.
                let step = Int64(digit - UInt8(ascii: "0"))
                let (sum, overflows) = shifted.addingReportingOverflow(isNegative ? -step : step)
                if isTooLarge || overflows { return nil }
                number = sum
            }
            return number
        }
    }
}
