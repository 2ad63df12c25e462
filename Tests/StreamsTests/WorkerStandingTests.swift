import EventLog
import Testing

@testable import Streams

@Suite struct WorkerStandingTests {
    private let a = TopicPartition(TopicName("lots"), Partition(0))
    private let b = TopicPartition(TopicName("lots"), Partition(1))
    private let time = Timestamp(milliseconds: 0)

    @Test func aWorkerIsReadyWhenItsLanesHaveJoinedAndItsRestoresAreDone() {
        let standing = WorkerStanding(lanes: 2)
        #expect(standing.obstacles.count == 2)
        standing.lane(0, .joined)
        #expect(standing.obstacles == ["lane 1 has not joined its group yet"])
        standing.lane(1, .joined)
        #expect(standing.obstacles == [])
        standing.lane(0, .assigned([a, b]))
        standing.lane(0, .restoring(a, entries: 200_000))
        #expect(
            standing.obstacles == [
                "lots-0 is being restored: 200000 ledger entries read",
                "lots-1 is being restored: 0 ledger entries read",
            ]
        )
        standing.lane(0, .restored(a, entries: 250_000, clock: time))
        standing.lane(0, .revoked([b]))
        #expect(standing.obstacles == [])
        #expect(standing.snapshot[0].tasks.keys.sorted() == [a])
        standing.stops()
        #expect(standing.obstacles == ["the worker is stopping"])
    }

    @Test func aFailureIsAnObstacleUntilWorkGoesOn() {
        let standing = WorkerStanding(lanes: 1)
        standing.lane(0, .joined)
        standing.lane(0, .assigned([a]))
        standing.lane(0, .restored(a, entries: 1, clock: time))
        let failure = LogError(.retry, "the disk is full")
        standing.lane(0, .recovering(failure, retryAt: time, keepsTasks: true))
        #expect(standing.obstacles == ["lane 0 is recovering: the disk is full"])
        standing.lane(0, .committed(LaneCommit()))
        #expect(standing.obstacles == [])
        #expect(standing.snapshot[0].lastCommit != nil)
        standing.lane(0, .recovering(failure, retryAt: time, keepsTasks: true))
        standing.lane(0, .standings([:]))
        #expect(standing.obstacles == [])
        // Tasks that were dropped are read again; those of a seat that was left are not ours.
        standing.lane(0, .recovering(failure, retryAt: time, keepsTasks: false))
        #expect(standing.snapshot[0].tasks[a]?.isRunning == false)
        standing.lane(0, .recovering(LogError(.rejoin, "fenced"), retryAt: time, keepsTasks: false))
        #expect(standing.snapshot[0].tasks.isEmpty)
    }

    @Test func anEndIsToldWithItsReason() {
        let standing = WorkerStanding(lanes: 1)
        standing.lane(0, .ended(LogError(.stop, "no such topic")))
        #expect(standing.obstacles == ["lane 0 has ended: no such topic"])
        // It will never step again, and no restart is called for.
        #expect(standing.lanes(silentFor: -1) == [])
    }

    @Test func aLaneThatIsSilentIsStuck() {
        let standing = WorkerStanding(lanes: 2)
        standing.lane(0, .joined)
        #expect(standing.lanes(silentFor: 60_000) == [])
        #expect(standing.lanes(silentFor: -1) == [0, 1])
    }
}
