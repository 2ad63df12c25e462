import Foundation

/// How large a plan may be, held against its bytes while they come: what goes on for ever must not fill the disk first.
struct PlanSize {
    /// More than thirty million records.
    static let bytesMax = 4 << 30
    /// Longer than any head: it names every condition and every count once.
    static let headBytesMax = 16 << 20

    private var bytes = 0
    /// Since the last line feed.
    private var lineBytes = 0

    mutating func add(_ piece: Data) throws(ReplayRefusal) {
        bytes += piece.count
        guard bytes <= Self.bytesMax else {
            throw ReplayRefusal(
                .noPlan,
                "The plan is larger than \(Self.bytesMax >> 30) GiB",
                remedy: "Select less, or send no more than so many records at a time with --max."
            )
        }
        if let feed = piece.lastIndex(of: UInt8(ascii: "\n")) {
            lineBytes = piece.distance(from: feed, to: piece.endIndex) - 1
        } else {
            lineBytes += piece.count
        }
        guard lineBytes <= Self.headBytesMax else { throw RedrivePlan.damaged("a line is far too long") }
    }
}
