import CReferenceData

/// The samples that ship inside the binary, so that a newcomer sees lots being routed within a minute of the build.
///
/// Places and crops are real; channels, studios, depots and senders are invented.
public enum SampleData {
    /// Channels, studios and depots, at their own epoch: `shifted(toEpoch:)` makes them current.
    public static func offers() -> (file: OfferFile, errors: [OfferFileError]) {
        OfferFile.read(bytes(of: greenchannel_sample_offers()))
    }

    /// The offers as JSON lines, to be shown or saved.
    public static var offerLines: [UInt8] { Array(bytes(of: greenchannel_sample_offers())) }

    /// Alerts as JSON lines: `at`, `sender`, `senderCounty` and `text`, spread over two hours from the epoch of the
    /// offers.
    public static var alertLines: [UInt8] { Array(bytes(of: greenchannel_sample_alerts())) }

    private static func bytes(of table: greenchannel_table) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: table.bytes, count: table.count)
    }
}
