import Foundation

/// Files that people hand in.
enum InputFile {
    /// - Parameter path: `-` is standard input.
    /// - Throws: `CommandFailure` that names the file, where it cannot be read or is too large.
    static func read(_ path: String, bytesMax: Int) throws -> [UInt8] {
        let shown = path == "-" ? "standard input" : Terminal.inert(path)
        let handle: FileHandle
        if path == "-" {
            handle = .standardInput
        } else {
            guard let opened = FileHandle(forReadingAtPath: path) else {
                throw CommandFailure("\(shown) cannot be read: \(String(cString: strerror(errno)))")
            }
            handle = opened
        }
        let data: Data
        do {
            data = try handle.read(upToCount: bytesMax + 1) ?? Data()
        } catch {
            let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
            let words = cause.map { String(cString: strerror(Int32($0.code))) } ?? "\(error)"
            throw CommandFailure("\(shown) cannot be read: \(words)")
        }
        guard data.count <= bytesMax else {
            throw CommandFailure("\(shown) has more than \(bytesMax >> 20) MiB: split it")
        }
        return Array(data)
    }
}
