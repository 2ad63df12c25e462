public import SwiftProtobuf

/// A message that desks keep in their ledgers.
public protocol LedgerMessage: Message {
    init(ledgerBytes: ArraySlice<UInt8>) throws
    func ledgerBytes() -> [UInt8]
}

// Each states both for itself: only so does the compiler make a copy of the generated code for each message.

extension SenderEntry: LedgerMessage {
    public init(ledgerBytes: ArraySlice<UInt8>) throws { try self.init(encoded: ledgerBytes) }
    public func ledgerBytes() -> [UInt8] { encoded() }
}

extension LotEntry: LedgerMessage {
    public init(ledgerBytes: ArraySlice<UInt8>) throws { try self.init(encoded: ledgerBytes) }
    public func ledgerBytes() -> [UInt8] { encoded() }
}

extension OfferEntry: LedgerMessage {
    public init(ledgerBytes: ArraySlice<UInt8>) throws { try self.init(encoded: ledgerBytes) }
    public func ledgerBytes() -> [UInt8] { encoded() }
}

extension EmergencyEntry: LedgerMessage {
    public init(ledgerBytes: ArraySlice<UInt8>) throws { try self.init(encoded: ledgerBytes) }
    public func ledgerBytes() -> [UInt8] { encoded() }
}

extension BidEntry: LedgerMessage {
    public init(ledgerBytes: ArraySlice<UInt8>) throws { try self.init(encoded: ledgerBytes) }
    public func ledgerBytes() -> [UInt8] { encoded() }
}

extension ChannelEntry: LedgerMessage {
    public init(ledgerBytes: ArraySlice<UInt8>) throws { try self.init(encoded: ledgerBytes) }
    public func ledgerBytes() -> [UInt8] { encoded() }
}

extension SlotEntry: LedgerMessage {
    public init(ledgerBytes: ArraySlice<UInt8>) throws { try self.init(encoded: ledgerBytes) }
    public func ledgerBytes() -> [UInt8] { encoded() }
}

extension LiveOrderEntry: LedgerMessage {
    public init(ledgerBytes: ArraySlice<UInt8>) throws { try self.init(encoded: ledgerBytes) }
    public func ledgerBytes() -> [UInt8] { encoded() }
}

extension VehicleEntry: LedgerMessage {
    public init(ledgerBytes: ArraySlice<UInt8>) throws { try self.init(encoded: ledgerBytes) }
    public func ledgerBytes() -> [UInt8] { encoded() }
}

extension DepotEntry: LedgerMessage {
    public init(ledgerBytes: ArraySlice<UInt8>) throws { try self.init(encoded: ledgerBytes) }
    public func ledgerBytes() -> [UInt8] { encoded() }
}
