/// A file of offers: who takes produce, in JSON lines that any tool can write.
///
///     {"epoch":"2026-03-02T00:00:00+08:00"}
///     {"channelOffered":{"channel":"…","kind":"FOOD_BANK",…}}
///     {"at":"2026-03-02T10:00:00+08:00","ordersReported":{"channel":"…","units":"120"}}
///
/// Each line is one record in the proto3 JSON of `greenchannel.proto`, under the name of its message, with `at` as the
/// moment when it happens (not stated: the epoch). The epoch lets a file be moved in time as a whole, so that
/// shipped offers are never stale.
public struct OfferFile: Sendable, Equatable {
    /// Of the first line, when it states one.
    public var epoch: Instant?
    /// In the order of the file.
    public var records: [TimedRecord]
    /// The line, from 1, that each record stands on.
    public var lines: [Int]

    public init(epoch: Instant? = nil, records: [TimedRecord] = [], lines: [Int]? = nil) {
        self.epoch = epoch
        self.records = records
        self.lines = lines ?? Array(1..<records.count + 1)
    }

    /// Reads a whole file. What a line gets wrong is told in the errors; the other lines are read all the same.
    /// - Parameter defaultTime: when records without `at` happen in a file without an epoch.
    public static func read(
        _ bytes: some Collection<UInt8>,
        defaultTime: Instant = Instant(milliseconds: 0)
    ) -> (file: OfferFile, errors: [OfferFileError]) {
        var reader = OfferFileReader(defaultTime: defaultTime)
        var file = OfferFile()
        var errors: [OfferFileError] = []
        func keep(_ line: Int, _ result: Result<TimedRecord, OfferFileError>) {
            switch result {
            case .success(let record):
                file.records.append(record)
                file.lines.append(line)
            case .failure(let error): errors.append(error)
            }
        }
        reader.read(bytes, each: keep)
        reader.finish(each: keep)
        file.epoch = reader.epoch
        return (file, errors)
    }

    /// The file with its epoch moved to another instant, and every time in it by the same difference.
    ///
    /// A file that states no epoch speaks of fixed times: it stays as it is.
    public func shifted(toEpoch newEpoch: Instant) -> OfferFile {
        guard let epoch else { return self }
        let difference = newEpoch.milliseconds.subtractingClamped(epoch.milliseconds)
        return OfferFile(epoch: newEpoch, records: records.map { $0.shifted(byMilliseconds: difference) }, lines: lines)
    }
}

extension Int64 {
    fileprivate func subtractingClamped(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other < 0 ? .max : .min) : difference
    }
}
