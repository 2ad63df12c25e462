import Foundation
import GreenChannelModel
import Testing

@Suite struct SampleDataTests {
    private static let offers = SampleData.offers()

    private static var channels: [ChannelOffered] {
        offers.file.records.compactMap { if case .channelOffered(let channel) = $0.body { channel } else { nil } }
    }
    private static var slots: [SlotOffered] {
        offers.file.records.compactMap { if case .slotOffered(let slot) = $0.body { slot } else { nil } }
    }
    private static var vehicles: [VehicleOffered] {
        offers.file.records.compactMap { if case .vehicleOffered(let vehicle) = $0.body { vehicle } else { nil } }
    }

    @Test func `the shipped offers read without an error and are in the order of time`() throws {
        #expect(Self.offers.errors == [])
        let epoch = try #require(Self.offers.file.epoch)
        #expect(epoch == Instant(iso8601: "2026-03-02T00:00:00+08:00"))
        let times = Self.offers.file.records.map(\.at)
        #expect(times == times.sorted())
        #expect(times.allSatisfy { $0 >= epoch })
    }

    @Test func `there are at least 40 channels of every kind`() {
        #expect(Set(Self.channels.map(\.channel)).count >= 40)
        #expect(Set(Self.channels.map(\.channel)).count == Self.channels.count)
        let kinds = Set(Self.channels.map(\.kind))
        let expected = OutletKind.allCases.filter { ![.outletUnspecified, .liveSlot, .vehicles].contains($0) }
        #expect(kinds == Set(expected))
        #expect(Self.channels.contains { $0.prices.contains { $0.crop.isEmpty } })
    }

    @Test func `there are 12 studios with 60 slots and no host in two at once`() {
        #expect(Set(Self.slots.map(\.studio)).count == 12)
        #expect(Set(Self.slots.map(\.slot)).count == 60)
        #expect(Self.slots.count == 60)
        #expect(Set(Self.slots.map { $0.starts / Instant.days(1) }).count >= 5)
        for (index, slot) in Self.slots.enumerated() {
            #expect(slot.starts < slot.ends && slot.ends < slot.shipBy)
            for other in Self.slots[..<index] where other.host == slot.host {
                #expect(slot.ends <= other.starts || other.ends <= slot.starts)
            }
        }
    }

    @Test func `there are 25 depots with 120 vehicles over five days`() throws {
        #expect(Set(Self.vehicles.map(\.depot)).count == 25)
        #expect(Set(Self.vehicles.map(\.name)).count == 120)
        #expect(Set(Self.vehicles.map(\.vehicle)).count == Self.vehicles.count)
        #expect(Set(Self.vehicles.map(\.refrigerated)) == [true, false])
        #expect(Set(Self.vehicles.map { $0.vehicleClass.prefix(5) }) == ["rigid", "artic"])
        let epoch = try #require(Self.offers.file.epoch).milliseconds
        #expect(Set(Self.vehicles.map { ($0.shiftStarts - epoch) / Instant.days(1) }) == [0, 1, 2, 3, 4])
        #expect(Self.vehicles.allSatisfy { $0.shiftStarts < $0.shiftEnds && $0.ratedGrams > 0 })
        // Two shifts of one vehicle never overlap.
        for (_, shifts) in Dictionary(grouping: Self.vehicles, by: \.name) {
            let inOrder = shifts.sorted { $0.shiftStarts < $1.shiftStarts }
            #expect(zip(inOrder, inOrder.dropFirst()).allSatisfy { $0.shiftEnds <= $1.shiftStarts })
        }
    }

    @Test func `some group buys and pre-sales reach their threshold and some miss it`() {
        var orders: [String: [(at: Int64, units: Int64)]] = [:]
        for record in Self.offers.file.records {
            guard case .ordersReported(let report) = record.body else { continue }
            orders[report.channel, default: []].append((record.at.milliseconds, report.units))
        }
        var outcomes: [OutletKind: Set<Bool>] = [:]
        for channel in Self.channels where [.groupBuy, .c2MPreSale].contains(channel.kind) {
            #expect(channel.thresholdUnits > 0 && channel.unitGrams > 0 && channel.deadline < channel.closes)
            let reports = orders[channel.channel] ?? []
            #expect(reports.count > 2)
            #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.units < $1.units && $0.at < $1.at })
            let inTime = reports.filter { $0.at < channel.deadline }
            outcomes[channel.kind, default: []].insert(inTime.contains { $0.units >= channel.thresholdUnits })
        }
        #expect(outcomes == [.groupBuy: [true, false], .c2MPreSale: [true, false]])
        #expect(Set(orders.keys).isSubset(of: Set(Self.channels.map(\.channel))))
    }

    @Test func `offers stay open for days and say sensible things`() throws {
        let epoch = try #require(Self.offers.file.epoch).milliseconds
        for channel in Self.channels {
            #expect(channel.opens == epoch && channel.closes >= epoch + Instant.days(3))
            #expect(!channel.name.isEmpty && !channel.prices.isEmpty)
            #expect((100_000...100_000_000).contains(channel.gramsPerDay))
            #expect(channel.minimumGrams <= channel.gramsPerDay)
            #expect(channel.prices.allSatisfy { (0...5_000).contains($0.price) })
            if [.foodBank, .feed, .compost].contains(channel.kind) {
                #expect(channel.prices.allSatisfy { $0.price <= 10 })
            }
        }
    }

    @Test func `every place and every crop is one of the shipped tables`() throws {
        let places = try Set(Self.firstFields(of: "adcodes.csv").map { String($0.prefix(6)) })
        let crops = try Set(Self.firstFields(of: "crops.csv"))
        #expect(places.count > 3_000 && crops.count >= 29)
        let used =
            Self.channels.map(\.place) + Self.slots.map(\.place) + Self.vehicles.map(\.place)
        for place in Set(used) {
            #expect(places.contains(Adcode(place).description) && place % 100 != 0)
        }
        let priced = Self.channels.flatMap(\.prices) + Self.slots.flatMap(\.prices)
        #expect(Set(priced.map(\.crop)).subtracting(crops) == [""])
    }

    @Test func `the sample alerts are at least 120 over two hours`() throws {
        let epoch = try #require(Self.offers.file.epoch)
        let lines = SampleData.alertLines.split(separator: 0x0A)
        #expect(lines.count >= 120)
        var last = epoch
        var texts: [String: Int] = [:]
        for line in lines {
            let alert = try JSONDecoder().decode(Alert.self, from: Data(line))
            let at = try #require(Instant(iso8601: alert.at))
            #expect(at >= last && at < epoch.advanced(byMilliseconds: Instant.hours(2)))
            last = at
            #expect(alert.sender.hasPrefix("+8613800000") && alert.sender.count == 14)
            #expect(alert.senderCounty.map { Adcode($0) != nil } ?? true)
            #expect(!alert.text.isEmpty)
            texts[alert.sender + alert.text, default: 0] += 1
        }
        #expect(texts.values.contains(3), "one message comes three times")
        #expect(last >= epoch.advanced(byMilliseconds: Instant.hours(1)))
    }

    private struct Alert: Decodable {
        var at: String
        var sender: String
        var senderCounty: String?
        var text: String
    }

    private static func firstFields(of table: String) throws -> [String] {
        let data = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/CReferenceData/data/\(table)")
        // Bytes, because some tables end their lines with CR LF, which is one character.
        return try Data(contentsOf: data).split(separator: 0x0A).dropFirst().map { line in
            String(decoding: line.prefix { $0 != 0x2C }, as: UTF8.self)
        }
    }
}
