/// The number under which a sender's alert is known to everybody (受理编号); it names the lot, too.
///
/// Short enough for a text message and safe to say on the phone: Crockford's base 32 (no I, L, O, U) over where the
/// alert stands in its topic, so that it is unique without anybody counting, and a last check character that catches a
/// mistyped one. `A`… for partitions below 256, `B`… above.
public struct CaseNumber: Hashable, Sendable, CustomStringConvertible {
    public var description: String

    public init(partition: Int32, offset: Int64) {
        let partition = UInt64(UInt32(bitPattern: partition))
        let place = UInt64(bitPattern: offset)
        let isWide = partition > 255
        let number = isWide ? place << 24 | partition & 0xff_ffff : place << 8 | partition
        var digits: [UInt8] = []
        var rest = number
        repeat {
            digits.append(Self.alphabet[Int(rest % 32)])
            rest /= 32
        } while rest > 0
        while digits.count < 4 { digits.append(Self.alphabet[0]) }
        digits.append(UInt8(ascii: isWide ? "B" : "A"))
        description = String(decoding: digits.reversed() + [Self.check(number, isWide)], as: UTF8.self)
    }

    /// Reads a case number as a person may write it: in small letters, O for 0, I or L for 1. Anything else is `nil`.
    public init?(_ text: some StringProtocol) {
        var characters: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): characters.append(byte - 32)
            case UInt8(ascii: "-"), UInt8(ascii: " "): continue
            default: characters.append(byte)
            }
        }
        guard (6...15).contains(characters.count), let first = characters.first, let last = characters.last,
            first == UInt8(ascii: "A") || first == UInt8(ascii: "B")
        else { return nil }
        var number: UInt64 = 0
        var canonical = [first]
        for byte in characters.dropFirst().dropLast() {
            guard let digit = Self.digit(byte) else { return nil }
            let (product, overflows) = number.multipliedReportingOverflow(by: 32)
            if overflows { return nil }
            number = product + UInt64(digit)
            canonical.append(Self.alphabet[digit])
        }
        guard let check = Self.digit(last).map({ Self.alphabet[$0] }),
            check == Self.check(number, first == UInt8(ascii: "B"))
        else { return nil }
        description = String(decoding: canonical + [check], as: UTF8.self)
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    private static func digit(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "O"): 0
        case UInt8(ascii: "I"), UInt8(ascii: "L"): 1
        default: alphabet.firstIndex(of: byte)
        }
    }

    /// The number modulo 31, a prime: it changes with every single wrong digit and every swap of neighbours.
    private static func check(_ number: UInt64, _ isWide: Bool) -> UInt8 {
        alphabet[Int((number % 31 + (isWide ? 7 : 0)) % 31)]
    }
}
