import EventLog
import Streams
import Testing

@Suite struct LaneCourseTests {
    private func course() -> LaneCourse { LaneCourse(backoffMillisecondsMin: 10, backoffMillisecondsMax: 1_000) }
    private let now = Timestamp(milliseconds: 0)

    /// The table of what a failure means, code by code.
    @Test(arguments: [
        (LogError.Code.retry, LaneCourse.Activity.polling, LaneCourse.Remedy.tryAgain, LaneCourse.State.seated),
        (.retry, .restoring, .tryAgain, .seated),
        (.retry, .transacting, .dropTasks, .rewinding),
        (.abortAndRewind, .polling, .dropTasks, .rewinding),
        (.abortAndRewind, .transacting, .dropTasks, .rewinding),
        (.rejoin, .transacting, .leave, .away),
        (.rebuild, .transacting, .leave, .away),
        (.rejoin, .restoring, .leave, .away),
    ])
    func aSeatedLane(
        code: LogError.Code,
        activity: LaneCourse.Activity,
        remedy: LaneCourse.Remedy,
        state: LaneCourse.State
    ) {
        var course = course()
        course.joined()
        #expect(course.failed(LogError(code, "x"), while: activity, at: now) == remedy)
        #expect(course.state == state)
        #expect(course.waitsUntil == Timestamp(milliseconds: 10))
    }

    @Test func anAwayLaneStaysAway() {
        for code in [LogError.Code.retry, .abortAndRewind, .rejoin, .rebuild] {
            var course = course()
            _ = course.failed(LogError(code, "x"), while: .joining, at: now)
            #expect(course.state == .away)
        }
    }

    @Test func aRewindThatFailsIsTriedAgain() {
        var course = course()
        course.joined()
        course.lostPartitions()
        #expect(course.state == .rewinding)
        #expect(course.failed(LogError(.retry, "x"), while: .rewinding, at: now) == .tryAgain)
        #expect(course.state == .rewinding)
        course.rewound()
        #expect(course.state == .seated)
    }

    @Test func stopIsForGood() {
        var course = course()
        let error = LogError(.stop, "x")
        course.joined()
        #expect(course.failed(error, while: .polling, at: now) == .leave)
        course.ended(nil)
        #expect(course.state == .ended(error))
    }

    @Test func waitsDoubleUpToTheirLimit() {
        var course = course()
        var waits: [Int64] = []
        for _ in 0..<60 {
            _ = course.failed(LogError(.retry, "x"), while: .joining, at: now)
            waits.append(course.waitsUntil.milliseconds)
        }
        #expect(waits.prefix(8) == [10, 20, 40, 80, 160, 320, 640, 1000])
        #expect(waits.suffix(50).allSatisfy { $0 == 1000 })
        course.wentWell()
        _ = course.failed(LogError(.retry, "x"), while: .joining, at: now)
        #expect(course.waitsUntil.milliseconds == 10)
    }
}

@Suite struct WorkerSettingsTests {
    @Test func theDefaultsAreValid() throws { try WorkerSettings(name: "w").validate() }

    @Test func eachLimitIsHeldAndNamed() {
        let wrong: [(String, (inout WorkerSettings) -> Void)] = [
            ("name", { $0.name = "" }), ("lanes", { $0.lanes = 0 }),
            ("commitIntervalMilliseconds", { $0.commitIntervalMilliseconds = -1 }),
            ("gatherMilliseconds", { $0.gatherMilliseconds = -1 }),
            ("gatherMilliseconds", { $0.gatherMilliseconds = $0.commitIntervalMilliseconds + 1 }),
            ("recordsPerTransactionMax", { $0.recordsPerTransactionMax = 0 }),
            ("bytesPerTransactionMax", { $0.bytesPerTransactionMax = 0 }),
            ("batchBytesMax", { $0.batchBytesMax = 0 }),
            ("sessionTimeoutMilliseconds", { $0.sessionTimeoutMilliseconds = .max }),
            ("sessionTimeoutMilliseconds", { $0.sessionTimeoutMilliseconds = 200 }),
            ("pollMillisecondsMax", { $0.pollMillisecondsMax = 0 }),
            ("backoffMillisecondsMin", { $0.backoffMillisecondsMin = 0 }),
            ("backoffMillisecondsMax", { $0.backoffMillisecondsMax = 1 }),
            ("shutdownDeadlineMilliseconds", { $0.shutdownDeadlineMilliseconds = 0 }),
        ]
        for (key, change) in wrong {
            var settings = WorkerSettings(name: "w")
            change(&settings)
            let error = #expect(throws: WorkerSettingsError.self) { try settings.validate() }
            #expect(error?.description.contains(key) == true)
        }
    }

    @Test func everySettingIsPrinted() {
        let stored = Mirror(reflecting: WorkerSettings(name: "w")).children.compactMap(\.label)
        #expect(WorkerSettings(name: "w").effective.map(\.key) == stored)
    }
}
