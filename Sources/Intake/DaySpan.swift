/// The days that a word or a date may stand for, counted from 1970.
struct DaySpan {
    /// One day has the same first and last; 下周 and 月底 may have several.
    var first: Int64
    var last: Int64
    /// What the same words mean for something that is over: 周六 is last Saturday in 周六摘的.
    var before: Int64?
    /// What they mean for something that is still to come: 20号 is the next one in 20号前卖完.
    var after: Int64?
    /// 下周前 and 下月前 end where the week or month begins.
    var isStretch = false

    init(_ day: Int64) {
        first = day
        last = day
    }

    init(_ first: Int64, _ last: Int64) {
        self.first = first
        self.last = last
        isStretch = first != last
    }
}
