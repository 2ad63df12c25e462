import Foundation
import Synchronization

/// A server on loopback that speaks as much of Kafka's protocol as a client needs to find out that something is wrong.
///
/// `@unchecked Sendable`: nothing changes after its making but whether it has ended, which is atomic.
final class FakeBroker: @unchecked Sendable {
    enum Fault {
        /// It knows requests only as they were before Apache Kafka 2.5.
        case isOld
        /// It takes nobody's password.
        case refusesPasswords
        /// It ends every connection that does not begin as its listener wants, as listeners with TLS do.
        case hangsUp
        /// It accepts connections and says nothing.
        case isSilent
    }

    let port: UInt16
    private let fault: Fault
    private let listener: Int32
    private let hasEnded = Atomic<Bool>(false)

    init(_ fault: Fault) throws {
        self.fault = fault
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (listener, size) = (self.listener, length)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isListening else { throw CommandTestFailure("there is no port for a fake broker") }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [self] in accept() }
    }

    /// Takes no more connections.
    func end() {
        if hasEnded.exchange(true, ordering: .relaxed) { return }
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func accept() {
        while true {
            let caller = Foundation.accept(listener, nil, nil)
            if caller < 0 { return }
            Thread.detachNewThread { [self] in
                serve(caller)
                close(caller)
            }
        }
    }

    private func serve(_ caller: Int32) {
        while let request = Self.read(4, from: caller) {
            switch fault {
            case .hangsUp: return
            case .isSilent: continue
            case .isOld, .refusesPasswords: break
            }
            guard let frame = Self.read(Int(Self.number(request)), from: caller), frame.count >= 8 else { return }
            let key = Int(frame[0]) << 8 | Int(frame[1])
            let version = Int(frame[2]) << 8 | Int(frame[3])
            guard let body = answer(key, version) else { return }
            let reply = frame[4..<8] + body
            let framed = Self.bytes(Int32(reply.count)) + reply
            guard framed.withUnsafeBytes({ send(caller, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }) > 0
            else { return }
        }
    }

    /// `nil` for a request that none of the faults gets to.
    private func answer(_ key: Int, _ version: Int) -> [UInt8]? {
        switch key {
        // ApiVersions: 35 is UNSUPPORTED_VERSION, upon which the first version is asked for.
        case 18: Self.bytes(Int16(version == 0 ? 0 : 35)) + Self.versions
        // Metadata: one broker, itself.
        case 3:
            Self.bytes(Int32(1)) + Self.bytes(Int32(1)) + Self.text("127.0.0.1") + Self.bytes(Int32(port))
                + Self.bytes(Int16(-1)) + Self.bytes(Int32(1)) + Self.bytes(Int32(0))
        // SaslHandshake.
        case 17: Self.bytes(Int16(0)) + Self.bytes(Int32(1)) + Self.text("PLAIN")
        // SaslAuthenticate: 58 is SASL_AUTHENTICATION_FAILED.
        case 36: Self.bytes(Int16(58)) + Self.text("Invalid username or password") + Self.bytes(Int32(0))
        default: nil
        }
    }

    /// Each request that it knows, and its versions: TxnOffsetCommit (28) as in Apache Kafka 2.4.
    private static let versions: [UInt8] = {
        let known: [(key: Int16, newest: Int16)] = [
            (0, 7), (1, 11), (2, 5), (3, 1), (10, 2), (17, 1), (18, 0), (22, 1), (24, 1), (25, 1), (26, 1), (28, 2),
            (36, 0),
        ]
        return bytes(Int32(known.count)) + known.flatMap { bytes($0.key) + bytes(Int16(0)) + bytes($0.newest) }
    }()

    private static func read(_ count: Int, from caller: Int32) -> [UInt8]? {
        guard (0...1 << 20).contains(count) else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let taken = bytes.withUnsafeMutableBytes { recv(caller, $0.baseAddress! + filled, count - filled, 0) }
            if taken <= 0 { return nil }
            filled += taken
        }
        return bytes
    }

    private static func number(_ bytes: [UInt8]) -> Int32 {
        Int32(truncatingIfNeeded: bytes.reduce(0) { $0 << 8 | Int($1) })
    }

    private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }

    private static func text(_ text: String) -> [UInt8] { bytes(Int16(text.utf8.count)) + Array(text.utf8) }
}
