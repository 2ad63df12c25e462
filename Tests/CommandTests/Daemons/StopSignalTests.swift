import Foundation
import Testing

extension CommandTests {
    /// Signals that come early, twice, or while nothing can be finished.
    struct StopSignalTests {
        /// Asked before anything runs, while the log is still being opened: somebody else is writing to it.
        @Test func aProcessThatIsAskedWhileItStartsEndsWell() throws {
            let held = try HeldLog()
            let worker = try RunningWorker("--log-level", "debug", in: held.folder)
            try eventually("it has begun") { try !worker.lines().isEmpty }
            worker.process.send(SIGTERM)
            try eventually("it has heard") { try worker.fields(of: "stopping") != nil }
            #expect(worker.process.isRunning)
            held.release()
            #expect(try worker.process.waitForEnd(seconds: 30) == .exit(0))
            #expect(try !worker.lines().contains { $0["message"] as? String == "lane joined its group" })
        }

        /// The lanes cannot leave while somebody else is writing to the log.
        @Test(arguments: [SIGTERM, SIGINT])
        func aSecondSignalEndsAtOnce(signal: Int32) throws {
            let folder = try TemporaryFolder()
            let worker = try RunningWorker("--stop-within", "600000", in: folder)
            try eventually("it works") { try worker.fields(of: "restored") != nil }
            let held = try HeldLog(in: folder)
            defer { held.release() }
            worker.process.send(signal)
            try eventually("it has heard") { try worker.fields(of: "stopping") != nil }
            #expect(worker.process.isRunning)
            // Later than an echo.
            Thread.sleep(forTimeInterval: 0.3)
            worker.process.send(signal)
            #expect(try worker.process.waitForEnd(seconds: 5) == .signal(signal))
        }

        /// As from `timeout`, which signals its process and then the group that it is in.
        @Test func oneRequestThatArrivesTwiceCountsOnce() throws {
            let held = try HeldLog()
            let worker = try RunningWorker("--log-level", "debug", in: held.folder)
            try eventually("it has begun") { try !worker.lines().isEmpty }
            worker.process.send(SIGTERM)
            Thread.sleep(forTimeInterval: 0.02)
            worker.process.send(SIGTERM)
            try eventually("it has heard") { try worker.fields(of: "stopping") != nil }
            held.release()
            #expect(try worker.process.waitForEnd(seconds: 30) == .exit(0))
        }

        /// What has a deadline is given up when it has passed, and the process ends as failed.
        @Test func aStopThatCannotBeDoneIsGivenUp() throws {
            let folder = try TemporaryFolder()
            let worker = try RunningWorker("--stop-within", "500", in: folder)
            try eventually("it works") { try worker.fields(of: "restored") != nil }
            let held = try HeldLog(in: folder)
            defer { held.release() }
            worker.process.send(SIGTERM)
            #expect(try worker.process.waitForEnd(seconds: 30) == .exit(1))
            #expect(["critical", "error"].contains(try worker.lines().last?["level"] as? String))
        }
    }
}
