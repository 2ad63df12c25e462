/// A call into a log that a fault can be injected into.
public enum LogStep: String, CaseIterable, Hashable, Sendable {
    case join, poll, begin, post, changeLedger, advance, commit, abort, rewind, restore, leave, append
}

/// Makes a log fail at a chosen step, so that a test can crash a worker at every step of every transaction.
///
/// Called on the thread that made the call and outside the log's lock. What is thrown is what the caller sees:
/// - before a step: nothing of the step took effect;
/// - after a step: the step took effect all the same. After `.commit`, a `.rebuild` is a commit in doubt that did succeed.
///
/// `abort` and `leave` cannot fail, so what is thrown at them is thrown by the session's next call instead.
public protocol FaultInjector: AnyObject, Sendable {
    /// - Parameter member: who called; `nil` for `append`, which belongs to no session.
    func before(_ step: LogStep, member: String?) throws(LogError)
    func after(_ step: LogStep, member: String?) throws(LogError)
}
