import DeskStreams
import EventLog
import Foundation
import GreenChannelModel

/// Waits until the Lot desk has taken, or refused, what an operator posted.
struct DecisionWatch {
    private static let secondsMax = 30.0

    private let opened: OpenedLog
    private let reader: any LogReader
    private var deadLetters: DeadLetterReading

    /// To be made before anything is posted.
    init(_ opened: OpenedLog) throws {
        self.opened = opened
        reader = try opened.log.reader()
        deadLetters = try DeadLetterReading(opened)
    }

    /// - Returns: why the desk refused it; `nil`: it was taken.
    mutating func refusal(of places: [(TopicPartition, Offset)]) throws -> DeadLetterReading.Letter? {
        let deadline = Date(timeIntervalSinceNow: Self.secondsMax)
        while true {
            let positions = try reader.positions(ofGroup: opened.topology.groupName)
            if places.allSatisfy({ (positions[$0.0] ?? .zero) > $0.1 }) { break }
            guard Date() < deadline else {
                throw CommandFailure(
                    "no desk has taken it within \(Int(Self.secondsMax)) s. Is a worker running on this log? It stays in the "
                        + "inbox and is taken when one runs."
                )
            }
            // The desk runs in another process: there is nothing to wait on but time.
            Thread.sleep(forTimeInterval: 0.05)
        }
        // A refusal is written in the same transaction as the position.
        let wanted = Set(places.map { DeadLetterReading.place(.lots, $0.0.partition.rawValue, $0.1.rawValue) })
        return try deadLetters.news().first { wanted.contains($0.place) }
    }
}
