import Foundation

/// Makes a plan, record by record: what stands at its head is known when all are there.
public struct RedrivePlanWriter {
    private let body: TemporaryFile
    private var line: [UInt8] = []
    private var count = 0

    public init() throws { body = try TemporaryFile() }

    /// To be called in the order of sending.
    public mutating func add(_ entry: RedrivePlan.Entry) throws {
        line.removeAll(keepingCapacity: true)
        PlanLine.append(entry, to: &line)
        try body.append(line)
        count += 1
    }

    public func finish(_ head: RedrivePlan.Head) throws -> RedrivePlan {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let first = try encoder.encode(head)
        try body.flush()
        return try RedrivePlan { take in
            try take(first + Data("\n".utf8))
            try body.forEachPiece { try take(Data($0)) }
            try take(Data("end \(count)\n".utf8))
        }
    }
}
