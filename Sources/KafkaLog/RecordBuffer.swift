import CLibrdkafka
import EventLog

/// Turns librdkafka's messages into records: their bytes are copied into one array a batch, which the records share.
///
/// Kept from batch to batch, so that only the array and the records are allocated. Belongs to one thread.
struct RecordBuffer {
    /// Where the parts of a record are: a start below 0 is null.
    private struct Place {
        var offset: Int64
        var timestamp: Int64
        var key: Range<Int>
        var hasKey: Bool
        var value: Range<Int>
        var hasValue: Bool
        var headers: Range<Int>
    }

    private var bytes: [UInt8] = []
    private var places: [Place] = []

    var isEmpty: Bool { places.isEmpty }
    var byteCount: Int { bytes.count }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 22)
        places.removeAll(keepingCapacity: true)
    }

    /// Copies a message, which must be one: not an error.
    mutating func append(_ message: UnsafeMutablePointer<rd_kafka_message_t>) {
        let start = bytes.count
        let key = append(message.pointee.key, message.pointee.key_len)
        let value = append(message.pointee.payload, message.pointee.len)
        let headers = appendHeaders(message)
        var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let timestamp = rd_kafka_message_timestamp(message, &type)
        assert(key.lowerBound == start)
        places.append(
            Place(
                offset: message.pointee.offset,
                timestamp: timestamp,
                key: key,
                hasKey: message.pointee.key != nil,
                value: value,
                hasValue: message.pointee.payload != nil,
                headers: headers
            )
        )
    }

    private mutating func append(_ pointer: UnsafeRawPointer?, _ count: Int) -> Range<Int> {
        let start = bytes.count
        if let pointer, count > 0 { bytes.append(contentsOf: UnsafeRawBufferPointer(start: pointer, count: count)) }
        return start..<bytes.count
    }

    /// In the layout of `Headers`.
    private mutating func appendHeaders(_ message: UnsafeMutablePointer<rd_kafka_message_t>) -> Range<Int> {
        let start = bytes.count
        var headers: OpaquePointer?
        guard rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR, let headers else {
            return start..<start
        }
        var index = 0
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        while rd_kafka_header_get_all(headers, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR, let name {
            let length = Self.length(of: name)
            appendLength(Int32(truncatingIfNeeded: length))
            bytes.append(contentsOf: UnsafeRawBufferPointer(start: name, count: length))
            if let value {
                appendLength(Int32(truncatingIfNeeded: size))
                bytes.append(contentsOf: UnsafeRawBufferPointer(start: value, count: size))
            } else {
                appendLength(-1)
            }
            index += 1
        }
        return start..<bytes.count
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
    mutating func takeRecords() -> [Record] {
        let shared = bytes.withUnsafeBufferPointer { Array($0) }
        var records: [Record] = []
        records.reserveCapacity(places.count)
        for place in places {
            records.append(
                Record(
                    offset: Offset(place.offset),
                    timestamp: Timestamp(milliseconds: place.timestamp),
                    key: place.hasKey ? shared[place.key] : nil,
                    value: place.hasValue ? shared[place.value] : nil,
                    headers: place.headers.isEmpty ? Headers() : Headers(encoded: shared[place.headers])
                )
            )
        }
        removeAll()
        return records
    }
}
