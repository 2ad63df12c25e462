public import DeskStreams
import EventLog
public import Foundation
import GreenChannelModel

/// A checkpoint as a file of lines: a header, then for each task a line and its ledger's entries in base 64, then an end.
public enum CheckpointFile {
    private struct Header: Codable {
        static let format = "greenchannel-checkpoint/1"

        var format = Self.format
        var prefix: String
        var partitions: [String: Int32]

        init(_ topology: ChannelTopology) {
            prefix = topology.prefix
            partitions = Dictionary(
                uniqueKeysWithValues: Topic.allCases.map { ($0.rawValue, topology.partitionCount(of: $0)) }
            )
        }
    }

    private struct Task: Codable {
        var topic: String
        var partition: Int32
        var position: Int64
        var entries: Int
    }

    private struct End: Codable {
        var tasks: Int
    }

    public static func begin(_ topology: ChannelTopology) throws -> Data { try line(Header(topology)) }

    public static func data(_ task: VerificationCheckpoint.Task) throws -> Data {
        var data = try line(
            Task(
                topic: task.inbox.topic.rawValue,
                partition: task.inbox.partition.rawValue,
                position: task.position.rawValue,
                entries: task.ledger.count
            )
        )
        for (key, value) in task.ledger.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            data.append(Data(key).base64EncodedData())
            data.append(UInt8(ascii: " "))
            data.append(Data(value).base64EncodedData())
            data.append(UInt8(ascii: "\n"))
        }
        return data
    }

    public static func end(tasks: Int) throws -> Data { try line(End(tasks: tasks)) }

    private static func line(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value) + Data("\n".utf8)
    }

    /// - Throws: `CheckpointFileError` for a file that is cut short, is no checkpoint or is one of another channel.
    public static func read(_ data: Data, _ topology: ChannelTopology) throws -> VerificationCheckpoint {
        var lines = data.split(separator: UInt8(ascii: "\n"))[...]
        let decoder = JSONDecoder()
        guard let first = lines.popFirst(), let header = try? decoder.decode(Header.self, from: first),
            header.format == Header.format
        else { throw CheckpointFileError("the file is no checkpoint that `replay verify` has written") }
        let ours = Header(topology)
        guard header.prefix == ours.prefix, header.partitions == ours.partitions else {
            throw CheckpointFileError(
                "the checkpoint is of the topics '\(header.prefix)' with other partitions: name the log that it was made of"
            )
        }
        var checkpoint = VerificationCheckpoint()
        while let line = lines.popFirst() {
            if let end = try? decoder.decode(End.self, from: line) {
                guard lines.isEmpty, end.tasks == checkpoint.tasks.count else { break }
                return checkpoint
            }
            guard let task = try? decoder.decode(Task.self, from: line), (0...lines.count).contains(task.entries) else {
                break
            }
            let inbox = TopicPartition(TopicName(task.topic), Partition(task.partition))
            checkpoint.tasks[inbox] = VerificationCheckpoint.Task(
                inbox: inbox,
                position: Offset(task.position),
                ledger: try entries(lines.prefix(task.entries), of: inbox)
            )
            lines = lines.dropFirst(task.entries)
        }
        throw CheckpointFileError("the checkpoint is cut short or damaged: make it again with --checkpoint")
    }

    private static func entries(_ lines: ArraySlice<Data>, of inbox: TopicPartition) throws -> [Bytes: Bytes] {
        var ledger: [Bytes: Bytes] = [:]
        for line in lines {
            let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            guard parts.count == 2, let key = Data(base64Encoded: Data(parts[0])),
                let value = Data(base64Encoded: Data(parts[1]))
            else { throw CheckpointFileError("an entry of \(inbox) in the checkpoint does not read") }
            ledger[Array(key)[...]] = Array(value)[...]
        }
        return ledger
    }
}

/// A checkpoint that cannot be begun at.
public struct CheckpointFileError: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String

    init(_ description: String) { self.description = description }
}
