import GreenChannelModel
import Intake

/// What a sender's answer changes in what was understood.
extension Understanding {
    /// The quantity is this, and no longer in doubt.
    mutating func confirm(_ quantity: Grams) {
        self.quantity = quantity
        suggestedQuantity = nil
        settle(.quantityImplausible)
    }

    /// The place is this one of the choices.
    mutating func choose(_ place: Adcode) {
        self.place = place
        placeSource = .text
        choices = []
        settle(.ambiguousPlace)
    }

    private mutating func settle(_ reason: ReasonCode) {
        reasons.removeAll { $0 == reason }
        let isClear = reasons.allSatisfy { $0 == .priceFlagged }
        if isClear, crop != nil, quantity != nil, place != nil { status = .accepted }
    }
}
