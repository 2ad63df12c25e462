import EventLog
import Testing

@testable import EmbeddedLog

struct SQLiteErrorsTests {
    /// SQLite's primary result codes, from `sqlite3.h`.
    @Test(
        arguments: [
            (5, .retry), (6, .retry), (13, .stop), (8, .stop), (3, .stop), (14, .stop), (26, .stop), (11, .stop),
            (10, .stop),
            (7, .stop), (1, .stop), (21, .stop),
        ] as [(Int32, LogError.Code)]
    )
    func tellsWhatToDo(sqliteCode: Int32, code: LogError.Code) {
        let error = LogError(sqliteCode: sqliteCode, ": detail", .working, path: "the/path")
        #expect(error.code == code)
        #expect(error.message.contains("the/path"))
    }

    @Test func aBusyFileIsNothingWrittenAndAFailedSyncIsInDoubt() {
        #expect(LogError(sqliteCode: 5, "", .writing, path: "p").code == .abortAndRewind)
        #expect(LogError(sqliteCode: 5, "", .committing, path: "p").code == .abortAndRewind)
        #expect(LogError(sqliteCode: 10, "", .committing, path: "p").code == .rebuild)
        #expect(LogError(sqliteCode: 10, "", .writing, path: "p").code == .stop)
    }

    @Test func aFullDiskSaysWhatToDo() {
        for moment in LogError.SQLiteMoment.allCases {
            let error = LogError(sqliteCode: 13, "", moment, path: "p")
            #expect(error.code == .stop)
            #expect(error.remedy.contains("Free space"))
        }
    }

    @Test func anErrorThatIsNotSQLitesStops() {
        struct Strange: Error {}
        #expect(LogError(Strange(), .working, path: "p").code == .stop)
    }
}
