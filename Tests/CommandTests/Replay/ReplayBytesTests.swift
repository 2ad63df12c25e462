import DeskStreams
import EventLog
import Foundation
import GreenChannelModel
import Testing

extension CommandTests {
    /// What a replay sends on Kafka, as a reader sees it that shares no code of ours: nulls, empty values, binary keys, repeated
    /// headers, stamps. (That reader cuts a header's value at a zero byte, so that none has one here.)
    struct ReplayBytesTests {
        /// A record and its headers, as they must come out.
        private struct Odd {
            var key: [UInt8]?
            var value: [UInt8]?
            var headers: [(name: String, value: [UInt8]?)] = []
        }

        private static let odd = [
            Odd(key: nil, value: nil),
            Odd(
                key: [],
                value: [],
                headers: [("x", Array("1".utf8)), ("x", nil), ("x", []), ("y", [0xff, 0x01, 0x0a])]
            ),
            Odd(key: [0, 0xff, 0xfe, 0x0a], value: [0x00]),
            Odd(key: [1], value: Array(repeating: 0xab, count: 100_000), headers: [("x", [0x2c, 0x3d])]),
            Odd(key: nil, value: [], headers: [("greenchannel-reason", Array("MINE".utf8))]),
        ]

        /// A line as kcat writes it under the format of `read`.
        private func line(_ odd: Odd, _ timestamp: Int64, mark: String?) -> [UInt8] {
            var headers: [UInt8] = []
            let marked = odd.headers + (mark.map { [(EventHeader.replay, Array($0.utf8))] } ?? [])
            for (index, header) in marked.enumerated() {
                if index > 0 { headers.append(UInt8(ascii: ",")) }
                headers += Array("\(header.name)=".utf8) + (header.value ?? Array("NULL".utf8))
            }
            let lengths = "\(timestamp) \(odd.key?.count ?? -1) \(odd.value?.count ?? -1) "
            return Array(lengths.utf8) + (odd.key ?? []) + Array("|".utf8) + (odd.value ?? []) + Array("|".utf8)
                + headers
                + Array("\n".utf8)
        }

        private func read(_ letters: LetterLog, _ partition: Int) throws -> Data {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = [
                "kcat", "-C", "-q", "-e", "-b", String(letters.url.dropFirst("kafka://".count)),
                "-t", letters.topology.name(of: .alerts).rawValue, "-p", "\(partition)", "-o", "beginning",
                "-X", "isolation.level=read_committed", "-f", "%T %K %S %k|%s|%h\\n",
            ]
            let output = letters.folder.url.appending(path: "kcat-\(partition)")
            try Data().write(to: output)
            process.standardOutput = try FileHandle(forWritingTo: output)
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                throw CommandTestFailure("kcat ended with \(process.terminationStatus): deploy/test installs it")
            }
            return try Data(contentsOf: output)
        }

        @Test(.timeLimit(.minutes(5))) func nothingIsTouchedOnTheWay() throws {
            let letters = try LetterLog([], on: .kafka)
            let posts = Self.odd.enumerated().map { number, odd in
                var headers = Headers()
                for (name, value) in odd.headers { headers.append(name, bytes: value.map { $0[...] }) }
                return Post(
                    topic: letters.topology.name(of: .alerts),
                    // Also to a partition that is not the key's home.
                    partition: Partition(Int32(number % 4)),
                    timestamp: Timestamp(milliseconds: letters.start + Int64(number)),
                    key: odd.key.map { $0[...] },
                    value: odd.value.map { $0[...] },
                    headers: headers
                )
            }
            let places = try letters.log.append(posts)
            try letters.log.append(
                zip(posts, places).map {
                    LetterLog.letter(of: $0, at: $1, reason: "MALFORMED", to: letters.topology.name(of: .deadLetters))
                }
            )
            let path = letters.folder.path("plan")
            let look = try letters.replay("redrive", "--from", "3h", "--to", "now", "--plan-out", path, "--json")
            #expect(look.ending == .exit(0), "\(look.errors)")
            let digest = try #require(try look.object()["digest"] as? String)
            let sent = try letters.replay("redrive", "--plan", path, "--approve", digest, "--by", "x", "--why", "y")
            #expect(sent.ending == .exit(0), "\(sent.errors)")

            let mark = "run=\(digest.prefix(16));attempt=1;notify=no"
            for partition in 0..<4 {
                let there = Self.odd.indices.filter { $0 % 4 == partition }
                let stamped = there.map { (Self.odd[$0], letters.start + Int64($0)) }
                let expected = stamped.map { line($0, $1, mark: nil) } + stamped.map { line($0, $1, mark: mark) }
                #expect(try read(letters, partition) == Data(expected.joined()), "partition \(partition)")
            }
        }
    }
}
