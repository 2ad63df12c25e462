import Crypto
import Foundation
import GreenChannelModel

/// Turns a sender's phone number or token into the key of their alerts: a keyed hash (HMAC-SHA-256, 128 bits of it), so
/// that no topic key is personal data and nobody without the secret can try numbers out.
struct SenderKey {
    private let secret: SymmetricKey

    init(secret: Data) { self.secret = SymmetricKey(data: secret) }

    /// The secret beside a log: from `$GREENCHANNEL_SENDER_KEY_FILE`, else `<log>.sender-key`, made at the first use and
    /// readable by its owner only. All that post to one log must share it.
    init(besideLog path: String) throws {
        let file = ProcessInfo.processInfo.environment["GREENCHANNEL_SENDER_KEY_FILE"] ?? path + ".sender-key"
        if !FileManager.default.fileExists(atPath: file) { try Self.make(at: file) }
        guard let secret = FileManager.default.contents(atPath: file), secret.count >= 16 else {
            throw CommandFailure("\(file) must hold at least 16 bytes of secret for the keys of senders")
        }
        self.init(secret: secret)
    }

    /// Makes a secret, unless another process makes one at the same moment: then that one holds.
    ///
    /// It is written whole under another name and then given its own, which only the first of several can do. So nobody
    /// ever reads half a secret, and a crash leaves none.
    private static func make(at file: String) throws {
        func failure() -> CommandFailure {
            CommandFailure("the sender key cannot be made at \(file): \(String(cString: strerror(errno)))")
        }
        let draft = "\(file).\(UUID().uuidString)"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else { throw failure() }
        defer { unlink(draft) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) })
        try handle.synchronize()
        if link(draft, file) != 0, errno != EEXIST { throw failure() }
    }

    /// - Parameter sender: spaces and dashes do not matter, nor a Chinese number's +86.
    func key(of sender: String) -> String {
        var plain = sender.filter { !$0.isWhitespace && $0 != "-" }
        if plain.hasPrefix("+86") { plain.removeFirst(3) }
        let code = HMAC<SHA256>.authenticationCode(for: Data(plain.utf8), using: secret)
        return code.prefix(16).map { byte in
            let hex = String(byte, radix: 16)
            return hex.count == 1 ? "0" + hex : hex
        }.joined()
    }
}
