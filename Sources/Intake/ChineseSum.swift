/// Adds up a Chinese number as it is read: sections of ten thousand, and the digit that waits for its magnitude.
struct ChineseSum {
    private var whole: Int64 = 0
    private var section: Int64 = 0
    /// The digit without a magnitude yet, or -1.
    var pending = -1
    /// The last magnitude read; zero before the first.
    private(set) var last: Int64 = 0
    var zero = false
    var isIdiom = false

    /// The value so far, without the pending digit.
    var value: Int64 { whole + section }

    /// The value with the pending digit: two thousand in 一万二, five in 一百零五.
    var total: Int64 {
        guard pending >= 0 else { return value }
        return value + Int64(pending) * (last >= 100 && !zero ? last / 10 : 1)
    }

    /// False when the magnitude cannot stand here; the number then ends before it.
    mutating func take(_ magnitude: Int64) -> Bool {
        if magnitude >= 10_000 {
            let below = section + Int64(max(0, pending))
            if below == 0, whole > 0, magnitude > 10_000 {
                let (product, overflow) = whole.multipliedReportingOverflow(by: magnitude)
                guard !overflow, product < 1_000_000_000_000_000_000 else { return false }
                whole = product
            } else {
                guard whole == 0 || below > 0 else { return false }
                let (product, overflow) = max(1, below).multipliedReportingOverflow(by: magnitude)
                let (sum, beyond) = whole.addingReportingOverflow(product)
                guard !overflow, !beyond, sum < 1_000_000_000_000_000_000 else { return false }
                whole = sum
            }
            section = 0
        } else {
            // 百十斤 is a hundred or somewhat more.
            if pending < 0, section == last, magnitude == 10, last == 100, whole == 0 { return true }
            guard pending >= 0 || last == 0 || zero else { return false }
            section += Int64(pending >= 0 ? pending : 1) * magnitude
        }
        pending = -1
        zero = false
        last = magnitude
        return true
    }
}
