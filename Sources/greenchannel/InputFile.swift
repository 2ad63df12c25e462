import Foundation

/// Files that people hand in.
enum InputFile {
    enum Kind {
        case any
        /// What has an end, and says the same each time: no device, no pipe. Standard input is what it is.
        case regularFile
    }

    private static let pieceBytes = 1 << 20

    /// - Throws: `CommandFailure` that names the file, where it cannot be read or is too large.
    static func read(_ path: String, bytesMax: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try forEachPiece(of: path) { piece in
            bytes.append(contentsOf: piece)
            if bytes.count > bytesMax {
                throw CommandFailure("\(Terminal.inert(path)) has more than \(bytesMax >> 20) MiB: split it")
            }
        }
        return bytes
    }

    /// Hands over a file piece by piece, however large it is.
    /// - Parameter path: `-` is standard input.
    /// - Throws: `CommandFailure` that names the file, where it cannot be read.
    static func forEachPiece(of path: String, _ kind: Kind = .any, _ body: (Data) throws -> Void) throws {
        let shown = path == "-" ? "standard input" : Terminal.inert(path)
        let handle: FileHandle
        if path == "-" {
            handle = .standardInput
        } else {
            if kind == .regularFile { try requireRegularFile(path, shown) }
            guard let opened = FileHandle(forReadingAtPath: path) else {
                throw CommandFailure("\(shown) cannot be read: \(String(cString: strerror(errno)))")
            }
            handle = opened
        }
        while true {
            let piece: Data?
            do {
                piece = try handle.read(upToCount: pieceBytes)
            } catch {
                let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
                let words = cause.map { String(cString: strerror(Int32($0.code))) } ?? "\(error)"
                throw CommandFailure("\(shown) cannot be read: \(words)")
            }
            guard let piece, !piece.isEmpty else { return }
            try body(piece)
        }
    }

    /// Looks before anything is opened: opening a pipe may wait for ever.
    private static func requireRegularFile(_ path: String, _ shown: String) throws {
        // Of what is not there, opening says so.
        guard FileManager.default.fileExists(atPath: path) else { return }
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let type = try FileManager.default.attributesOfItem(atPath: target)[.type] as? FileAttributeType
        guard type == .typeRegular else { throw CommandFailure("\(shown) is no file: name one") }
    }
}
