/// A decimal number as written, without rounding: `mantissa` over ten to the power of `scale`.
struct ExactNumber: Sendable, Equatable {
    var mantissa: Int64
    var scale: UInt8 = 0

    /// The number times a whole factor, rounded half up to a whole; held within 62 bits, so that two of them can be added.
    func times(_ factor: Int64) -> Int64 {
        let product = Int128(mantissa) * Int128(factor)
        let divisor = Int128(ExactNumber.power(scale))
        let half = product < 0 ? -divisor / 2 : divisor / 2
        let bound = Int128(1) << 62
        return Int64(min(max((product + half) / divisor, -bound), bound))
    }

    /// The whole number that this is; `nil` when it has a fraction or is too large for a count of days or boxes.
    var whole: Int? {
        let divisor = ExactNumber.power(scale)
        guard mantissa % divisor == 0, (mantissa / divisor).magnitude <= 1_000_000_000 else { return nil }
        return Int(mantissa / divisor)
    }

    var isZero: Bool { mantissa == 0 }

    static func < (left: ExactNumber, right: ExactNumber) -> Bool {
        Int128(left.mantissa) * Int128(power(right.scale)) < Int128(right.mantissa) * Int128(power(left.scale))
    }

    /// Ten to the power of a scale; scales beyond eighteen do not arise, as readers stop there.
    static func power(_ scale: UInt8) -> Int64 {
        var value: Int64 = 1
        for _ in 0..<min(scale, 18) { value *= 10 }
        return value
    }
}
