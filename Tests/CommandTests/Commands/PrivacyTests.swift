import DeskStreams
import EmbeddedLog
import EventLog
import Foundation
import GreenChannelModel
import Replay
import Testing

extension CommandTests {
    /// Telephone numbers are in what senders wrote and in intake's ledger, and nowhere else.
    struct PrivacyTests {
        private static let phones = ["13812345678", "138 1234 5678", "１３８１２３４５６７８"]

        @Test func aTelephoneNumberStaysWithIntake() throws {
            let channel = try RunningChannel()
            for phone in Self.phones {
                for text in [
                    "白菜 12吨 庆安县 还能放5天 电话\(phone)", "白菜 0吨 庆安县 \(phone)", "胡萝卜 20亩 萧县 \(phone)",
                    "火星镇 白菜 5吨 打\(phone)",
                ] {
                    let result = try channel.command("submit", text, "--sender", phone)
                    #expect(result.ending == .exit(0))
                    expectNoPhone(result.output + result.errors, "submit said")
                }
            }
            try eventually("every alert is answered") {
                let desks = try channel.command("status", "--json").object()["desks"] as? [[String: Any]] ?? []
                return desks.count == 5 && desks.allSatisfy { $0["lagRecords"] as? Int == 0 }
            }
            expectNoPhone(try channel.command("journal", "--last", "1000").output, "the journal said")
            channel.up.send(SIGTERM)
            try channel.up.waitForEnd()
            expectNoPhone(channel.up.output + channel.up.errors, "up said")

            let log = try EmbeddedLog(path: channel.path)
            defer { log.close() }
            let reader = try log.reader()
            let topology = ChannelTopology()
            var senders = 0
            for topic in Topic.allCases {
                for partition in topology.partitions(of: topic) {
                    try reader.forEachRecord(of: partition) { record in
                        expectNoPhone(text(record.key), "a key of \(partition)")
                        expectNoPhone(text(record.headers.encoded), "headers of \(partition)")
                        // The alert itself, and its dead letter, which is kept byte for byte.
                        if topic == .alerts {
                            senders += Self.phones.contains { text(record.value).contains($0) } ? 1 : 0
                        } else if topic != .deadLetters {
                            expectNoPhone(text(record.value), "\(partition) at \(record.offset)")
                        }
                    }
                }
            }
            #expect(senders == 12, "the numbers are not found where they must be")
        }

        private func text(_ bytes: Bytes?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }

        private func expectNoPhone(_ text: String, _ whose: String) {
            for phone in Self.phones { #expect(!text.contains(phone), "\(whose)") }
        }
    }
}
