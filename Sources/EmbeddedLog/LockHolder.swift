import Foundation

/// Who holds the write lock of a log file: for the message of a process that has waited for it in vain.
///
/// SQLite locks bytes of `PATH-shm` (https://www.sqlite.org/walformat.html#locks). To ask by `fcntl` would mean to open that
/// file, and closing it again drops every lock this process has on it; so the kernel's own list is read, where there is one.
enum LockHolder {
    /// The byte that stands for the right to write.
    private static let writeLockByte: Int64 = 120

    /// - Returns: its process id; `nil` where nobody holds it now, or nobody can tell.
    static func processID(ofLogAt path: String) -> Int32? {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path + "-shm"),
            let inode = attributes[.systemFileNumber] as? UInt64,
            // Absent but on Linux.
            let list = try? String(contentsOfFile: "/proc/locks", encoding: .utf8)
        else { return nil }
        return processID(in: list, inode: inode)
    }

    /// Reads lines such as `7: POSIX  ADVISORY  WRITE 4711 08:01:131 120 120`.
    static func processID(in list: String, inode: UInt64) -> Int32? {
        for line in list.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 8, words[1] == "POSIX", words[3] == "WRITE", words[5].hasSuffix(":\(inode)"),
                let process = Int32(words[4]), process > 0, let first = Int64(words[6]),
                // The last byte may be `EOF`.
                first <= writeLockByte, writeLockByte <= Int64(words[7]) ?? .max
            else { continue }
            return process
        }
        return nil
    }
}
