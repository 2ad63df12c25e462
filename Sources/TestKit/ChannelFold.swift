public import DeskStreams
import Desks
public import EventLog

/// Folds every desk again over the inboxes that a run has left, whatever log it ran on: what the desks post now must be what
/// they posted then, byte for byte, and the ledgers must stand where the positions say.
public enum ChannelFold {
    /// - Parameters:
    ///   - decisionWindowMilliseconds: as it was in the run.
    /// - Returns: how many records the fold was held against.
    /// - Throws: `SimulationFailure` with the first difference. Nobody may be at work meanwhile.
    @discardableResult
    public static func check(
        _ log: any EventLog,
        _ topology: ChannelTopology,
        decisionWindowMilliseconds: Int64
    ) throws -> Int {
        let factory = DeskFactory(decisionWindowMilliseconds: decisionWindowMilliseconds)
        let application = ChannelApplication(topology: topology) { name, _ in factory.make(name) }.application
        let view = try SimulationView(log: log, application: application)
        let batches = try view.newRecords()
        let fold = FoldChecker(application, topics: topology.topicSettings, isInput: ChannelScenario.isInput)
        try fold.check(batches, view)
        return batches.reduce(0) { $0 + $1.records.count }
    }
}
