import EventLog
import Foundation
import Testing

@testable import EmbeddedLog

/// Who waits in vain is told for whom.
struct LockHolderTests {
    @Test func theListOfTheKernelIsRead() {
        let list = """
            1: FLOCK  ADVISORY  WRITE 10 08:01:131 0 EOF
            2: POSIX  ADVISORY  READ  11 08:01:131 123 123
            3: -> POSIX  ADVISORY  WRITE 12 08:01:131 120 120
            4: POSIX  ADVISORY  WRITE 13 08:01:1131 120 120
            5: POSIX  ADVISORY  WRITE 0 08:01:131 120 120
            6: POSIX  ADVISORY  WRITE 14 08:01:131 121 121
            7: POSIX  ADVISORY  WRITE 15 08:01:131 120 120
            """
        #expect(LockHolder.processID(in: list, inode: 131) == 15)
        #expect(LockHolder.processID(in: list, inode: 132) == nil)
        #expect(LockHolder.processID(in: "no such list", inode: 131) == nil)
        #expect(LockHolder.processID(in: "1: POSIX ADVISORY WRITE 16 08:01:131 0 EOF", inode: 131) == 16)
    }

    #if os(Linux)
        @Test func whoWritesIsFound() throws {
            let fixture = try EmbeddedLogFixture()
            let log = try EmbeddedLog(path: fixture.path)
            defer { log.close() }
            #expect(LockHolder.processID(ofLogAt: fixture.path) == nil)
            let holder = try log.write { _ in LockHolder.processID(ofLogAt: fixture.path) }
            #expect(holder == getpid())
            let error = try log.write { _ in LogError(sqliteCode: 5, "", .working, path: fixture.path) }
            #expect(error.code == .retry)
            #expect(error.remedy.contains("kill -CONT \(getpid())"), "\(error)")
        }
    #endif
}
