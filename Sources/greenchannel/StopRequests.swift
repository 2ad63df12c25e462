/// Tells a person's second request to stop from an echo of the first.
///
/// Who ends a process group, as `timeout` does, signals its process and then the group: the same request arrives twice.
struct StopRequests {
    enum Request {
        case first
        case echo
        case again
    }

    private static let echoMilliseconds = 200

    private var first: ContinuousClock.Instant?

    var isAsked: Bool { first != nil }

    mutating func hear() -> Request {
        let now = ContinuousClock.now
        guard let first else {
            self.first = now
            return .first
        }
        return now - first < .milliseconds(Self.echoMilliseconds) ? .echo : .again
    }
}
