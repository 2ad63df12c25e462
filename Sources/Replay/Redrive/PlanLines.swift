/// The lines of a part of a file, one after the other, a piece at a time.
struct PlanLines {
    private let file: TemporaryFile
    private let range: Range<Int>
    /// What was read of the file and not handed out yet.
    private var buffer: [UInt8] = []
    private var start = 0
    /// Where the next piece stands.
    private var fetched: Int

    private static let pieceBytes = 1 << 18

    init(_ file: TemporaryFile, _ range: Range<Int>) {
        self.file = file
        self.range = range
        fetched = range.lowerBound
    }

    /// Where in the file the next line begins.
    var position: Int { fetched - (buffer.count - start) }

    /// Hands over the next line, without its line feed.
    /// - Parameter read: must not keep the bytes.
    /// - Returns: `nil` where there is none, or it has no line feed.
    /// - Throws: `ReplayRefusal` where the line has more than `bytesMax` bytes.
    mutating func next<Result>(
        bytesMax: Int = PlanLine.bytesMax,
        _ read: (UnsafeBufferPointer<UInt8>) -> Result
    ) throws -> Result? {
        var searched = 0
        while true {
            let result: Result? = try buffer.withUnsafeBufferPointer { buffer in
                let rest = UnsafeBufferPointer(rebasing: buffer[start...])
                let end = rest[searched...].firstIndex(of: UInt8(ascii: "\n"))
                guard end ?? rest.count <= bytesMax else { throw RedrivePlan.damaged("a line is far too long") }
                searched = rest.count
                guard let end else { return nil }
                start += end + 1
                return read(UnsafeBufferPointer(rebasing: rest[..<end]))
            }
            if let result { return result }
            guard try fill() else { return nil }
        }
    }

    private mutating func fill() throws -> Bool {
        let count = min(Self.pieceBytes, range.upperBound - fetched)
        guard count > 0 else { return false }
        buffer.removeFirst(start)
        start = 0
        let kept = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: count))
        let read = try buffer.withUnsafeMutableBytes {
            try file.read(at: fetched, into: UnsafeMutableRawBufferPointer(rebasing: $0[kept...]))
        }
        buffer.removeLast(count - read)
        fetched += read
        return read > 0
    }
}
