import EventLog
import Foundation
import GreenChannelModel
import Replay
import Testing

extension CommandTests {
    /// What the tests of crashes rely on can fail.
    struct CheckerTests {
        @Test func whatIsDoubledOrLostIsFound() throws {
            let channel = try LoadedChannel(seed: 4)
            try channel.openOffers()
            try channel.postAlerts(60)
            let up = try channel.start("up", "--empty", "--quiet")
            try channel.expectAllIsWell()
            up.send(SIGTERM)
            #expect(try up.waitForEnd() == .exit(0))

            try channel.copyFirstRecord(of: .lots, kind: .awarded)
            let doubledAward = try channel.audit().findings
            #expect(doubledAward.contains { $0.what.contains("answered twice") })
            #expect(doubledAward.contains { $0.what.contains("stands there twice") })

            try channel.copyFirstRecord(of: .notices, kind: .notice)
            #expect(try channel.account().findings.count == 1)
            try channel.copyFirstRecord(of: .lots, kind: .lotOpened)
            #expect(try channel.account().findings.count == 2)
            try channel.copyFirstRecord(of: .alerts, kind: .unsoldAlert)
            #expect(try channel.account().findings.count == 2, "nobody has taken it yet")

            let lost = PostedAlert(partition: Partition(0), offset: Offset(1 << 40), fate: .lot)
            let account = try AlertAccount(of: channel.alerts + [lost], channel.reader(), channel.topology)
            #expect(account.findings.count { $0.contains(lost.place) } == 3, "no notice, no lot, no opening")
        }
    }
}
