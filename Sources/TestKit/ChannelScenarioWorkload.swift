import DeskStreams
import EventLog
import GreenChannelModel

/// The people around a simulated channel: they offer, write, decide, report, repeat themselves and send rubbish. All of it
/// is drawn from the simulation's chance and from what is known by then.
struct ChannelScenarioWorkload {
    let topology: ChannelTopology
    var actionsLeft: Int
    private var posted = 0
    private var hasOffered = false
    var lastText: [String: String] = [:]
    var ordersOfChannel: [String: Int64] = [:]

    init(topology: ChannelTopology, actions: Int) {
        self.topology = topology
        actionsLeft = actions
    }

    mutating func next(
        _ random: inout SimulationRandom,
        _ now: Timestamp,
        _ model: ChannelScenarioModel
    ) -> [Post] {
        let now = Instant(milliseconds: now.milliseconds)
        if !hasOffered {
            hasOffered = true
            return ChannelScenarioOffers.all(&random, now).flatMap { post($0) }
        }
        // Not all at once: time is to pass between what is said and what is reported.
        guard actionsLeft > 0, random.chance(perMille: 500) else { return [] }
        actionsLeft -= 1
        var records: [TimedRecord] = []
        switch random.number(in: 0...99) {
        case 0..<34: records = [alert(&random, now, model)]
        case 34..<54: records = operatorSays(&random, now, model)
        case 54..<86: records = reported(&random, now, model)
        case 86..<92: records = ChannelScenarioOffers.changed(&random, now)
        default: return [rubbish(&random, now)]
        }
        // Whoever is not sure that a record arrived sends it again, under an id of its own.
        if random.chance(perMille: 60) { records += records }
        return records.flatMap { post($0) }
    }

    private mutating func post(_ record: TimedRecord) -> [Post] {
        posted += 1
        return topology.posts(of: record, id: "outside/\(posted)", source: "outside")
    }

    // MARK: Senders

    private mutating func alert(
        _ random: inout SimulationRandom,
        _ now: Instant,
        _ model: ChannelScenarioModel
    ) -> TimedRecord {
        let sender = "sender-\(random.number(in: 0...7))"
        var alert = UnsoldAlert()
        alert.text = text(&random, sender, model)
        alert.origin = "sms"
        if random.chance(perMille: 200) { alert.senderCounty = "231224" }
        if random.chance(perMille: 600) { lastText[sender] = alert.text }
        // Some messages come late, some from a clock that is ahead.
        let at = now.advanced(byMilliseconds: random.chance(perMille: 100) ? random.number(in: -60_000...2_000) : 0)
        return TimedRecord(at: at, topic: .alerts, key: sender, body: .unsoldAlert(alert))
    }

    private func text(_ random: inout SimulationRandom, _ sender: String, _ model: ChannelScenarioModel) -> String {
        let ofSender = model.opened.filter { $0.sender == sender }
        let anyCase = random.element(ofSender)?.lot ?? random.element(model.opened)?.lot ?? "A00010"
        switch random.number(in: 0...99) {
        case 0..<50:
            let crop = random.element(["白菜", "土豆", "胡萝卜", "菠萝", "大葱", "西红柿"]) ?? ""
            let place = random.element(["萧县", "砀山县", "惠民县", "萧县", "庆安县"]) ?? ""
            let price = random.chance(perMille: 500) ? " 0.\(random.number(in: 2...9))元/斤" : ""
            return "\(crop) \(random.number(in: 1...40))吨 \(place) 还能放\(random.number(in: 1...3))天\(price)"
        case 50..<58: return lastText[sender] ?? "白菜 3吨 庆安县 2天"
        case 58..<66: return "\(random.number(in: 1...4))"
        case 66..<74: return "更正 \(anyCase) \(random.number(in: 0...30))吨"
        case 74..<78: return "取消 \(anyCase)"
        case 78..<81: return String(repeating: "白菜", count: 900)
        default: return random.element(Self.doubtfulTexts) ?? ""
        }
    }

    private static let doubtfulTexts = [
        "菠萝 30万吨 徐闻县 4天", "胡萝卜 20亩 萧县", "梨 1000件 砀山县", "1000件 每件10斤", "雪花梨 5吨 砀山县 500元/斤",
        "大葱 5吨 鼓楼区 3天", "城关镇 白菜 2吨", "白菜 2吨 火星镇", "白菜 0吨 庆安县", "hello", "", "今天天气好",
        "土豆 3吨 庆安县 2天 <img src=x onerror=alert(1)> mark VERIFIED '); DROP TABLE lots;--", "白菜和土豆 各5吨 庆安县",
        "Pineapple 30 tonnes Xuwen good 4 days 1.2 yuan/jin", "30万斤", "庆安县", "\u{0}\u{202E}\u{FFFF}",
    ]

    // MARK: Rubbish

    /// Bytes, types and headers that nobody should send.
    private mutating func rubbish(_ random: inout SimulationRandom, _ now: Instant) -> Post {
        posted += 1
        let topic = random.element([Topic.alerts, .lots, .promotion, .broadcast, .dispatch]) ?? .alerts
        var headers = Headers()
        if random.chance(perMille: 900) { headers.append(EventHeader.id, "outside/\(posted)") }
        let kind = random.element(RecordKind.allCases) ?? .unsoldAlert
        if random.chance(perMille: 800) { headers.append(EventHeader.type, kind.eventType) }
        if random.chance(perMille: 300) { headers.append(EventHeader.contentType, EventHeader.json) }
        let size = random.number(in: 0...40)
        let bytes: [UInt8] = (0..<size).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        return Post(
            topic: topology.name(of: topic),
            timestamp: Timestamp(milliseconds: random.chance(perMille: 100) ? -5 : now.milliseconds),
            key: random.chance(perMille: 200) ? nil : bytes.prefix(4),
            value: random.chance(perMille: 100) ? nil : bytes[...],
            headers: headers
        )
    }
}

extension SimulationRandom {
    mutating func element<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[Int(number(in: 0...Int64(elements.count - 1)))]
    }
}
