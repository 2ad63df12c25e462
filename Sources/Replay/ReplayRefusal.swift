/// Why a replay will not do what was asked: nothing was produced.
public struct ReplayRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Hashable, Sendable {
        case openEndedWindow, unknownField, wrongFilter, unknownTopic, wrongSelection
        case liveTopic, invalidEdit, noPlan, notApproved, planStale, alreadyRunning, cancelled, wrongTarget
        case wrongArchive, noRoom, cannotWrite
    }

    public var code: Code
    /// What was wrong, with which value.
    public var what: String
    /// How to go on.
    public var remedy: String

    public init(_ code: Code, _ what: String, remedy: String) {
        self.code = code
        self.what = what
        self.remedy = remedy
    }

    public var description: String { "\(what). \(remedy)" }
}
