import CLibrdkafka
import EventLog

/// Turns librdkafka's messages into records: their bytes are copied into one array a batch, which the records share.
///
/// What was handed out is used again for the next batch where nobody has kept any of it, so that a lane at work allocates
/// nothing for what it reads. Belongs to one thread.
struct RecordBuffer {
    /// Where the parts of a record are, one behind the other: key, value, headers. A length below 0 is null.
    private struct Place {
        var offset: Int64
        var timestamp: Int64
        var start: Int
        var keyLength: Int32
        var valueLength: Int32
        var headersLength: Int32
    }

    private var bytes: [UInt8] = []
    private var places: [Place] = []
    /// Handed out last, and emptied before the next: as long as they are held here and elsewhere, they are not reused.
    private var lent: [Record] = []
    private var isLent = false

    var isEmpty: Bool { places.isEmpty }
    var byteCount: Int { bytes.count }

    /// Copies a message, which must be one: not an error.
    mutating func append(_ message: UnsafeMutablePointer<rd_kafka_message_t>) {
        if isLent { takeBack() }
        let start = bytes.count
        append(message.pointee.key, message.pointee.key_len)
        append(message.pointee.payload, message.pointee.len)
        let headersStart = bytes.count
        appendHeaders(message)
        var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        places.append(
            Place(
                offset: message.pointee.offset,
                timestamp: rd_kafka_message_timestamp(message, &type),
                start: start,
                keyLength: message.pointee.key == nil ? -1 : Int32(truncatingIfNeeded: message.pointee.key_len),
                valueLength: message.pointee.payload == nil ? -1 : Int32(truncatingIfNeeded: message.pointee.len),
                headersLength: Int32(truncatingIfNeeded: bytes.count - headersStart)
            )
        )
    }

    /// The storage of what was handed out stays where nobody else holds it; else it is theirs now, and there is a new one.
    private mutating func takeBack() {
        isLent = false
        lent.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptBytesMax)
    }

    private static let keptBytesMax = 1 << 22

    private mutating func append(_ pointer: UnsafeRawPointer?, _ count: Int) {
        guard let pointer, count > 0 else { return }
        bytes.append(
            contentsOf: UnsafeBufferPointer(start: pointer.assumingMemoryBound(to: UInt8.self), count: count)
        )
    }

    /// In the layout of `Headers`.
    private mutating func appendHeaders(_ message: UnsafeMutablePointer<rd_kafka_message_t>) {
        var headers: OpaquePointer?
        guard rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR, let headers else { return }
        var index = 0
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        while rd_kafka_header_get_all(headers, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR, let name {
            let length = Self.length(of: name)
            appendLength(Int32(truncatingIfNeeded: length))
            append(name, length)
            appendLength(value == nil ? -1 : Int32(truncatingIfNeeded: size))
            append(value, size)
            index += 1
        }
    }

    private static func length(of name: UnsafePointer<CChar>) -> Int {
        var length = 0
        while name[length] != 0 { length += 1 }
        return length
    }

    private mutating func appendLength(_ length: Int32) {
        withUnsafeBytes(of: length.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// What was appended, as records; empty afterwards.
    ///
    /// A small batch is given storage of its own: whoever keeps a record of it must not keep room for a large one.
    mutating func takeRecords() -> [Record] {
        isLent = true
        defer { places.removeAll(keepingCapacity: true) }
        var shared = bytes
        if bytes.count < bytes.capacity / 2 {
            shared = bytes.withUnsafeBufferPointer { Array($0) }
            bytes.removeAll(keepingCapacity: true)
        }
        if places.count < lent.capacity / 2 {
            var few: [Record] = []
            Self.fill(&few, places, shared)
            return few
        }
        Self.fill(&lent, places, shared)
        return lent
    }

    private static func fill(_ records: inout [Record], _ places: [Place], _ shared: [UInt8]) {
        records.reserveCapacity(places.count)
        for place in places {
            let key = place.start + Int(max(place.keyLength, 0))
            let value = key + Int(max(place.valueLength, 0))
            records.append(
                Record(
                    offset: Offset(place.offset),
                    timestamp: Timestamp(milliseconds: place.timestamp),
                    key: place.keyLength < 0 ? nil : shared[place.start..<key],
                    value: place.valueLength < 0 ? nil : shared[key..<value],
                    headers: place.headersLength == 0
                        ? Headers() : Headers(encoded: shared[value..<value + Int(place.headersLength)])
                )
            )
        }
    }
}
