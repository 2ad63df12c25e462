import GRDB

/// Values of a row of a file that may be damaged: a value of the wrong kind is an error, where GRDB's subscripts would trap.
extension Row {
    func integer(_ column: Int) throws -> Int64 {
        guard let value = try optionalInteger(column) else { throw wrongValue(column) }
        return value
    }

    func optionalInteger(_ column: Int) throws -> Int64? {
        let value: DatabaseValue = self[column]
        if value.isNull { return nil }
        guard case .int64(let integer) = value.storage else { throw wrongValue(column) }
        return integer
    }

    func text(_ column: Int) throws -> String {
        let value: DatabaseValue = self[column]
        guard case .string(let text) = value.storage else { throw wrongValue(column) }
        return text
    }

    private func wrongValue(_ column: Int) -> DatabaseError {
        DatabaseError(resultCode: .SQLITE_CORRUPT, message: "column \(column) holds a value of the wrong kind")
    }
}
