import GreenChannelModel
import Intake
import Testing

private let parser = MessageParser()

@Suite("Composed messages")
struct MessageRoundTripTests {
    @Test("parts written in any way and put in any order are understood as what they say", arguments: 0..<8)
    func roundTrip(seed: UInt64) {
        var parts = PartsOfMessage(seed: seed)
        for _ in 0..<200 {
            let crop = parts.crop(.shipped)
            let place = parts.place(.shipped)
            let quantity = parts.quantity()
            let price = parts.price()
            let window = parts.window()
            var order = [crop.text, place.text, quantity.text, price.text, window.text]
            order.shuffle(using: &parts.random)
            let text = order.joined(separator: parts.pick([" ", "，", ",", "\n", "。", "; "]))
            let found = parser.understand(Message(text: text, received: PartsOfMessage.received))
            #expect(found.crop == crop.value, "\(text): crop \(found)")
            #expect(found.place == place.value, "\(text): place \(found)")
            #expect(found.quantity == quantity.value, "\(text): quantity \(found)")
            #expect(found.floorPrice == price.value, "\(text): price \(found)")
            #expect(found.sellBy == window.value, "\(text): window \(found)")
            #expect(found.reasons.allSatisfy { $0 == .priceFlagged || $0 == .priceImplausible }, "\(text): \(found)")
        }
    }

    @Test("no space is needed where each part says what it is", arguments: 0..<8)
    func dense(seed: UInt64) {
        var parts = PartsOfMessage(seed: seed &+ 2000)
        for _ in 0..<150 {
            let crop = parts.crop(.shipped)
            let place = parts.place(.shipped)
            let quantity = parts.quantity()
            let price = parts.price()
            let window = parts.window()
            // Latin words and bare money lean on what follows them.
            let whole = [crop.text, quantity.text, price.text, window.text].joined()
            guard !whole.contains(where: { ("a"..."z").contains($0) }), price.text.contains("斤") else { continue }
            var order = [crop.text, place.text, quantity.text, price.text, window.text]
            order.shuffle(using: &parts.random)
            let text = order.joined()
            // 5天麻鸭蛋 holds 天麻, a herb: people would not see it either.
            if text.contains("天麻") { continue }
            let found = parser.understand(Message(text: text, received: PartsOfMessage.received))
            #expect(found.crop == crop.value, "\(text): crop \(found)")
            #expect(found.place == place.value, "\(text): place \(found)")
            #expect(found.quantity == quantity.value, "\(text): quantity \(found)")
            #expect(found.floorPrice == price.value, "\(text): price \(found)")
            #expect(found.sellBy == window.value, "\(text): window \(found)")
        }
    }

    @Test("what a message does not say is not made up, and is asked for", arguments: 0..<4)
    func absence(seed: UInt64) {
        var parts = PartsOfMessage(seed: seed &+ 1000)
        for _ in 0..<150 {
            let crop = parts.crop(.shipped)
            let place = parts.place(.shipped)
            let quantity = parts.quantity()
            let missing = parts.number(0...2)
            var order = [crop.text, place.text, quantity.text]
            order.remove(at: missing)
            order.shuffle(using: &parts.random)
            let text = order.joined(separator: parts.pick([" ", "，", "\n"]))
            let found = parser.understand(Message(text: text, received: PartsOfMessage.received))
            #expect(found.status == .ask, "\(text): \(found)")
            #expect(
                found.reasons == [[.missingCrop], [.missingPlace], [.missingQuantity]][missing],
                "\(text): \(found)"
            )
            #expect(found.crop == (missing == 0 ? nil : crop.value), "\(text): \(found)")
            #expect(found.place == (missing == 1 ? nil : place.value), "\(text): \(found)")
            #expect(found.quantity == (missing == 2 ? nil : quantity.value), "\(text): \(found)")
            #expect(found.floorPrice == nil && found.sellBy == nil, "\(text): \(found)")
        }
    }
}
