extension WorkerReport {
    /// The CloudEvents type.
    public static var eventType: String { "greenchannel.v1.WorkerReport" }

    /// - Throws: on bytes that are no such message.
    public init(serialized bytes: ArraySlice<UInt8>) throws { try self.init(encoded: bytes) }

    /// The value of its record.
    public func serialized() -> [UInt8] { encoded() }
}
