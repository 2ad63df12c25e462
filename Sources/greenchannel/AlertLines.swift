import Foundation
import Intake

/// Alerts as files hold them: CSV with a header, JSON or JSON lines.
struct AlertLines {
    private var lines: [AlertLine] = []
    private var errors: [AlertFileError] = []

    /// - Parameter path: `-` is standard input.
    /// - Throws: when the file or a record of it cannot be read; the first ones are told, and how many there are.
    static func read(file path: String) throws -> [AlertLine] {
        var alerts = AlertLines()
        try forEachRecord(ofFile: path) { alerts.keep($0, $1) }
        return try alerts.whole()
    }

    static func read(_ bytes: [UInt8]) throws -> [AlertLine] {
        let format = AlertFileReader.format(ofFirst: bytes)
        var alerts = AlertLines()
        for record in AlertFileReader.records(in: bytes, format: format) { alerts.keep(record, format) }
        return try alerts.whole()
    }

    /// Reads in memory bounded by the largest record, however long the file is.
    static func forEachRecord(
        ofFile path: String,
        _ body: (AlertFileReader.Record, AlertFileFormat) throws -> Void
    ) throws {
        var format = AlertFileFormat.csv
        var reader: AlertFileReader?
        var failure: (any Error)?
        func handOver(_ record: AlertFileReader.Record) {
            guard failure == nil else { return }
            do { try body(record, format) } catch { failure = error }
        }
        try InputFile.forEachPiece(of: path) { piece in
            if reader == nil {
                format = AlertFileReader.format(ofFirst: piece)
                reader = AlertFileReader(format: format)
            }
            reader?.consume(piece, handOver)
            if let failure { throw failure }
        }
        reader?.finish(handOver)
        if let failure { throw failure }
    }

    private mutating func keep(_ record: AlertFileReader.Record, _ format: AlertFileFormat) {
        switch record {
        case .success(let fields): lines.append(AlertLine(fields, origin: format.rawValue))
        case .failure(let error): errors.append(error)
        }
    }

    private func whole() throws -> [AlertLine] {
        guard errors.isEmpty else {
            for error in errors.prefix(20) { Terminal.error("\(error)") }
            if errors.count > 20 { Terminal.error("… and \(errors.count - 20) more") }
            throw CommandFailure("records that cannot be read: \(errors.count); nothing was taken. Mend them first.")
        }
        if lines.isEmpty { Terminal.error("there is no alert in the file") }
        return lines
    }
}
