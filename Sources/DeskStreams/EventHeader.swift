/// The names and fixed values of the headers that the channel's records carry: CloudEvents in Kafka's binary mode, W3C
/// trace context, and our own.
public enum EventHeader {
    public static let specVersion = "ce_specversion"
    public static let id = "ce_id"
    public static let type = "ce_type"
    public static let source = "ce_source"
    public static let subject = "ce_subject"
    public static let time = "ce_time"
    public static let contentType = "content-type"
    public static let traceParent = "traceparent"
    /// On anything that a replay sent, and on everything that follows from it.
    public static let replay = "greenchannel-replay"

    public static let specVersionValue = "1.0"
    public static let protobuf = "application/protobuf"
    public static let json = "application/json"
}
