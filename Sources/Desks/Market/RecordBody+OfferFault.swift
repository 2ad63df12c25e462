public import GreenChannelModel

extension RecordBody {
    /// Why the desk that it is meant for would refuse this offer, in words for a person; `nil` where it would take it as far
    /// as the record alone can tell, and for records that are no offers.
    public func offerFault(now: Instant) -> String? {
        switch self {
        case .channelOffered(let offer): offer.failure(now: now)
        case .slotOffered(let offer): offer.failure(now: now)
        case .vehicleOffered(let offer): offer.failure(now: now)
        case .emergencyDeclared(let message): LotFieldCheck.fault(of: message, now)
        default: nil
        }
    }
}
