public import Desks
public import EventLog
import GreenChannelModel
public import Streams

/// The channel's desks as the lanes run them.
public struct ChannelApplication: Sendable {
    public let topology: ChannelTopology
    public let desks: [DeskName]
    private let makeDesk: @Sendable (DeskName, Partition) -> any Desk

    /// - Parameters:
    ///   - desks: the desks that this worker runs; others may run elsewhere in the same group.
    ///   - makeDesk: makes an empty desk for one partition of its inbox.
    public init(
        topology: ChannelTopology,
        desks: [DeskName] = DeskName.allCases,
        makeDesk: @escaping @Sendable (DeskName, Partition) -> any Desk
    ) {
        self.topology = topology
        self.desks = desks
        self.makeDesk = makeDesk
    }

    /// The logic of one inbox partition: also what `replay` folds again.
    public func processor(of desk: DeskName, _ partition: Partition) -> any StreamProcessor {
        Self.processor(makeDesk(desk, partition), partition, topology)
    }

    private static func processor(
        _ desk: some Desk,
        _ partition: Partition,
        _ topology: ChannelTopology
    ) -> any StreamProcessor {
        DeskProcessor(desk, partition: partition, topology: topology)
    }

    /// What a worker's lanes are given.
    public var application: StreamApplication {
        StreamApplication(
            group: topology.groupName,
            inboxes: topology.inboxes(of: desks),
            deadLetters: topology.name(of: .deadLetters),
            partitionCounts: Dictionary(
                uniqueKeysWithValues: Topic.allCases.map { (topology.name(of: $0), topology.partitionCount(of: $0)) }
            ),
            makeProcessor: { inbox in
                guard let desk = topology.desk(ofInbox: inbox.topic) else {
                    preconditionFailure("\(inbox.topic) is no inbox of \(topology.prefix)")
                }
                return processor(of: desk, inbox.partition)
            }
        )
    }
}
