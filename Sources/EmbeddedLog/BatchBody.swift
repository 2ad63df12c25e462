import EventLog

/// A name for files that import GRDB too, which has a `Record` of its own.
typealias LogRecord = Record

/// The records of one transaction for one partition, as one run of bytes: what a row of `batches` holds.
///
///     0  version (1)        8  offset of the first record     16  count        20  first timestamp
///     4  CRC32C from 16 on     (checked against the row's key)      (32 bits)      (milliseconds)
///
/// then each record as varints (timestamp less the first, zigzag; key length + 1, 0 for null; value length + 1, 0 for
/// null; headers length) followed by key, value and headers. Numbers are little-endian; offsets follow each other.
struct BatchBody {
    static let version: UInt8 = 1
    static let headerBytes = 28
    /// A body that has grown so large takes no more records.
    static let bytesFull = 1 << 20
    /// SQLite holds a thousand million bytes in a blob; well below that, a record is a mistake.
    static let recordBytesMax = 256 << 20

    private(set) var bytes: [UInt8]
    private(set) var count: UInt32 = 0
    private(set) var firstTimestamp = Timestamp(milliseconds: 0)
    private(set) var earliest = Timestamp.distantFuture
    private(set) var latest = Timestamp.distantPast

    init() {
        bytes = [UInt8](repeating: 0, count: Self.headerBytes)
        bytes.reserveCapacity(4096)
        bytes[0] = Self.version
    }

    var isFull: Bool { bytes.count >= Self.bytesFull }

    mutating func append(_ post: Post) throws(LogError) {
        let keyCount = post.key?.count ?? 0
        let valueCount = post.value?.count ?? 0
        let headers = post.headers.encoded
        guard keyCount + valueCount + headers.count <= Self.recordBytesMax else {
            throw LogError(
                .stop,
                "A record of \(keyCount + valueCount + headers.count) bytes for topic \(post.topic) is too large",
                remedy: "Keep records below \(Self.recordBytesMax) bytes."
            )
        }
        if count == 0 { firstTimestamp = post.timestamp }
        count += 1
        earliest = min(earliest, post.timestamp)
        latest = max(latest, post.timestamp)
        let delta = post.timestamp.milliseconds &- firstTimestamp.milliseconds
        appendVarint(UInt64(bitPattern: delta << 1 ^ delta >> 63))
        appendVarint(post.key == nil ? 0 : UInt64(keyCount) + 1)
        appendVarint(post.value == nil ? 0 : UInt64(valueCount) + 1)
        appendVarint(UInt64(headers.count))
        if let key = post.key { bytes.append(contentsOf: key) }
        if let value = post.value { bytes.append(contentsOf: value) }
        if !headers.isEmpty { bytes.append(contentsOf: headers) }
    }

    /// Writes what is known when all records are there.
    mutating func seal() {
        store(count, at: 16)
        store(UInt64(bitPattern: firstTimestamp.milliseconds), at: 20)
        let checksum = bytes.withUnsafeBytes { CRC32C.checksum(UnsafeRawBufferPointer(rebasing: $0[16...])) }
        store(checksum, at: 4)
    }

    /// Writes the offset of the first record, which only the writer knows.
    mutating func place(at base: Offset) { store(UInt64(bitPattern: base.rawValue), at: 8) }

    private mutating func appendVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    private mutating func store<Number: FixedWidthInteger>(_ value: Number, at index: Int) {
        bytes.withUnsafeMutableBytes { $0.storeBytes(of: value.littleEndian, toByteOffset: index, as: Number.self) }
    }
}

extension BatchBody {
    /// What is wrong with a body that cannot be read.
    struct Damage: Error {
        let description: String
    }

    /// Appends a body's records, as slices of it, to others.
    /// - Parameters:
    ///   - base: the offset that the row's key says.
    ///   - start: records before it are left out.
    static func read(
        _ body: [UInt8],
        base: Offset,
        from start: Offset,
        into records: inout [Record]
    ) throws(Damage) {
        let (count, first) = try check(body, base: base)
        var cursor = Cursor(index: headerBytes)
        records.reserveCapacity(records.count + count)
        for index in 0..<count {
            let timestampBits = try cursor.varint(body)
            let delta = Int64(bitPattern: timestampBits >> 1) ^ -Int64(bitPattern: timestampBits & 1)
            let keyLength = try cursor.varint(body)
            let valueLength = try cursor.varint(body)
            let headersLength = try cursor.varint(body)
            let key = try cursor.optionalSlice(body, lengthPlusOne: keyLength)
            let value = try cursor.optionalSlice(body, lengthPlusOne: valueLength)
            let headers = try cursor.slice(body, length: headersLength)
            let offset = Offset(base.rawValue &+ Int64(index))
            if offset < start { continue }
            records.append(
                Record(
                    offset: offset,
                    timestamp: Timestamp(milliseconds: first &+ delta),
                    key: key,
                    value: value,
                    headers: headersLength == 0 ? Headers() : Headers(encoded: headers)
                )
            )
        }
        guard cursor.index == body.count else {
            throw Damage(description: "\(body.count - cursor.index) bytes are left over")
        }
    }

    private static func check(_ body: [UInt8], base: Offset) throws(Damage) -> (count: Int, firstTimestamp: Int64) {
        guard body.count >= headerBytes else { throw Damage(description: "it has only \(body.count) bytes") }
        guard body[0] == version else { throw Damage(description: "its format is \(body[0]), not \(version)") }
        let (checksum, stored, storedBase, count, first) = body.withUnsafeBytes { bytes in
            (
                CRC32C.checksum(UnsafeRawBufferPointer(rebasing: bytes[16...])),
                UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)),
                Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: Int64.self)),
                UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self)),
                Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 20, as: Int64.self))
            )
        }
        guard checksum == stored else { throw Damage(description: "its checksum does not match") }
        guard storedBase == base.rawValue else { throw Damage(description: "it belongs to offset \(storedBase)") }
        return (Int(count), first)
    }

    /// A place in a body that never runs past its end.
    private struct Cursor {
        var index: Int

        @inline(__always)
        mutating func varint(_ body: [UInt8]) throws(Damage) -> UInt64 {
            var value: UInt64 = 0
            var shift: UInt64 = 0
            while index < body.count, shift < 64 {
                let byte = body[index]
                index += 1
                value |= UInt64(byte & 0x7f) << shift
                if byte < 0x80 { return value }
                shift += 7
            }
            throw Damage(description: "a length breaks off")
        }

        @inline(__always)
        mutating func slice(_ body: [UInt8], length: UInt64) throws(Damage) -> Bytes {
            guard length <= UInt64(body.count - index) else { throw Damage(description: "a record breaks off") }
            let start = index
            index += Int(length)
            return body[start..<index]
        }

        @inline(__always)
        mutating func optionalSlice(_ body: [UInt8], lengthPlusOne: UInt64) throws(Damage) -> Bytes? {
            lengthPlusOne == 0 ? nil : try slice(body, length: lengthPlusOne - 1)
        }
    }
}
