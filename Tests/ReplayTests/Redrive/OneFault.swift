import EventLog

/// Makes exactly one call fail, before or after it took effect.
///
/// `@unchecked Sendable`: a test runs in one thread.
final class OneFault: FaultInjector, @unchecked Sendable {
    /// How many places for a fault the member has passed.
    private(set) var places = 0
    private(set) var isDone = false
    private var place: Int?
    private var member = ""
    private var code = LogError.Code.stop
    /// Called at the place of a crash: from then on nothing of the process may reach the log.
    private var crash: () -> Void = {}

    func arm(member: String, place: Int?, code: LogError.Code, crash: @escaping () -> Void = {}) {
        self.member = member
        self.place = place
        self.code = code
        self.crash = crash
        places = 0
        isDone = false
    }

    func before(_ step: LogStep, member: String?) throws(LogError) { try visit(step, member, isAfter: false) }
    func after(_ step: LogStep, member: String?) throws(LogError) { try visit(step, member, isAfter: true) }

    private func visit(_ step: LogStep, _ member: String?, isAfter: Bool) throws(LogError) {
        guard member == self.member, !isDone else { return }
        let here = places
        places += 1
        guard here == place else { return }
        isDone = true
        crash()
        // What took effect cannot be said to have had none.
        let told = isAfter && code != .stop ? .rebuild : code
        throw LogError(told, "a fault at \(step.rawValue)")
    }
}
