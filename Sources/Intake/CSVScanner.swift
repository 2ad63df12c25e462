/// Cuts CSV into rows byte by byte, by RFC 4180: quoted cells may hold commas, line ends and doubled quotes.
///
/// States of a cell: `start` → `plain` or `quoted` → (a quote) `closing` → `quoted` again or the cell's end.
struct CSVScanner: Sendable {
    private enum State: Sendable {
        case start, plain, quoted, closing
        /// The row is too large or broken: skipped to its end.
        case skipping(AlertFileError.Code)
    }

    private var state = State.start
    private var cells: [String] = []
    private var cell: [UInt8] = []
    private var raw: [UInt8] = []
    private var line = 1
    private var rowLine = 1
    /// What each column is; `nil` before the header, and for columns that mean nothing here. Empty where the first line is
    /// no header: nothing below it can be read.
    private var columns: [(name: AlertFields.Name, unit: String?)?]?
    private var previousWasReturn = false
    private static let cellsMax = 256

    mutating func take(_ byte: UInt8, _ body: (AlertFileReader.Record) -> Void) {
        let isLineEnd = byte == 0x0A && !previousWasReturn || byte == 0x0D
        let isSecondHalf = byte == 0x0A && previousWasReturn
        previousWasReturn = byte == 0x0D
        if isSecondHalf {
            if case .quoted = state { cell.append(byte) }
            return
        }
        defer { if isLineEnd { line += 1 } }
        if raw.count < AlertFileReader.recordBytesMax {
            raw.append(byte)
        } else if case .skipping = state {
        } else {
            state = .skipping(.tooLarge)
        }
        switch state {
        case .start:
            if byte == 0x22 { state = .quoted } else { plain(byte, isLineEnd, body) }
        case .plain:
            plain(byte, isLineEnd, body)
        case .quoted:
            if byte == 0x22 { state = .closing } else { cell.append(byte) }
        case .closing:
            if byte == 0x22 {
                cell.append(byte)
                state = .quoted
            } else if byte == 0x2C || isLineEnd {
                plain(byte, isLineEnd, body)
            } else if byte != 0x20 {
                state = .skipping(.malformed)
            }
        case .skipping:
            if isLineEnd { endRow(body) }
        }
    }

    mutating func finish(_ body: (AlertFileReader.Record) -> Void) {
        if case .quoted = state { state = .skipping(.malformed) }
        if !raw.isEmpty { endRow(body) }
    }

    private mutating func plain(_ byte: UInt8, _ isLineEnd: Bool, _ body: (AlertFileReader.Record) -> Void) {
        if isLineEnd {
            endRow(body)
        } else if byte == 0x2C {
            endCell()
        } else {
            cell.append(byte)
            state = .plain
        }
    }

    private mutating func endCell() {
        if cells.count < CSVScanner.cellsMax { cells.append(CSVScanner.text(cell)) }
        cell.removeAll(keepingCapacity: true)
        state = .start
    }

    private mutating func endRow(_ body: (AlertFileReader.Record) -> Void) {
        let ended = state
        endCell()
        defer {
            cells.removeAll(keepingCapacity: true)
            raw.removeAll(keepingCapacity: true)
            rowLine = line + 1
        }
        switch ended {
        case .skipping(.tooLarge):
            return body(
                .failure(
                    error(
                        .tooLarge,
                        "",
                        "keep a row under \(AlertFileReader.recordBytesMax) bytes; is a quote left open?"
                    )
                )
            )
        case .skipping(let code):
            return body(
                .failure(error(code, cells.last ?? "", "close the quote, and double quotes inside quoted cells"))
            )
        case .start, .plain, .quoted, .closing: break
        }
        if cells.allSatisfy(\.isEmpty) { return }
        guard let columns else { return readHeader(body) }
        // Told once, for the whole file.
        if columns.isEmpty { return }
        var fields = AlertFields(line: rowLine)
        for (index, column) in columns.enumerated() where index < cells.count {
            guard let column else { continue }
            if fields[column.name] == nil { fields[column.name] = cells[index] }
            guard let unit = column.unit, !cells[index].isEmpty else { continue }
            if column.name == .quantity, fields[.unit] == nil { fields[.unit] = unit }
            if column.name == .price, fields[.priceUnit] == nil { fields[.priceUnit] = unit }
        }
        if !fields.isEmpty { body(.success(fields)) }
    }

    private mutating func readHeader(_ body: (AlertFileReader.Record) -> Void) {
        let found = cells.map { AlertFields.field(named: $0) }
        columns = found
        if !found.contains(where: { $0?.name == .crop || $0?.name == .text }) {
            columns = []
            body(
                .failure(
                    error(
                        .noHeader,
                        cells.prefix(4).joined(separator: ","),
                        "the first line must name a column 品种/crop or 原文/text, e.g. 品种,数量,单位,地点,可售天数,价格"
                    )
                )
            )
        }
    }

    private func error(_ code: AlertFileError.Code, _ value: String, _ remedy: String) -> AlertFileError {
        AlertFileError(code: code, line: rowLine, value: ReplyText.safe(value, most: 40), remedy: remedy, raw: raw)
    }

    /// A cell without blanks around it and without a byte order mark.
    private static func text(_ bytes: [UInt8]) -> String {
        var slice = bytes[...]
        if slice.starts(with: [0xEF, 0xBB, 0xBF]) { slice = slice.dropFirst(3) }
        while let first = slice.first, first == 0x20 || first == 0x09 { slice.removeFirst() }
        while let last = slice.last, last == 0x20 || last == 0x09 { slice.removeLast() }
        return String(decoding: slice, as: UTF8.self)
    }
}
