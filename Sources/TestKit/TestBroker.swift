import Foundation
import Synchronization

/// The broker that these tests run against: the one that `GREENCHANNEL_TEST_KAFKA` names as `host:port`, or else one of
/// their own on loopback, which `deploy/test-broker` has installed. It ends with the process.
public enum TestBroker {
    public struct Unavailable: Error, CustomStringConvertible, Sendable {
        public let description: String

        public init(description: String) { self.description = description }
    }

    /// - Throws: `Unavailable`, in words that say what to do.
    public static func bootstrap() throws -> String {
        if let named { return named }
        return try started.withLock { state in
            if let running = state { return try running.get() }
            let result = Result { () throws(Unavailable) in try start() }
            state = result
            return try result.get()
        }
    }

    /// Settings that clients are given besides, `NAME=VALUE` with commas between, from `GREENCHANNEL_TEST_KAFKA_PROPERTIES`:
    /// for a broker that wants more, or to run everything with another assignor.
    public static let properties: [(name: String, value: String)] = {
        let stated = ProcessInfo.processInfo.environment["GREENCHANNEL_TEST_KAFKA_PROPERTIES"] ?? ""
        return stated.split(separator: ",").compactMap { property in
            let parts = property.split(separator: "=", maxSplits: 1)
            return parts.first.map { (String($0), parts.count == 2 ? String(parts[1]) : "") }
        }
    }()

    private static var named: String? { ProcessInfo.processInfo.environment["GREENCHANNEL_TEST_KAFKA"] }
    private static let started = Mutex<Result<String, Unavailable>?>(nil)

    private static func start() throws(Unavailable) -> String {
        let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let program = top.appending(path: ".build-broker/broker")
        guard FileManager.default.isExecutableFile(atPath: program.path) else {
            throw Unavailable(
                description:
                    "there is no broker to test against: run deploy/test-broker, or set GREENCHANNEL_TEST_KAFKA"
            )
        }
        // Nobody else listens on a port that the system has just given and taken back.
        let port = try freePort()
        let data = FileManager.default.temporaryDirectory.appending(path: "test-broker-\(port)-\(getpid())")
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/sh")
        // It lives as long as this process, however that ends.
        shell.arguments = [
            "-c",
            """
            "$1" "$2" "$3" &
            broker=$!
            while kill -0 "$4" && kill -0 "$broker"; do sleep 0.5; done
            kill "$broker"
            wait "$broker"
            rm -rf "$3"
            """,
            "sh", program.path, "\(port)", data.path, "\(getpid())",
        ]
        // Whoever waits for the end of this process's output must not wait for the broker's.
        shell.standardInput = FileHandle.nullDevice
        shell.standardOutput = FileHandle.nullDevice
        shell.standardError = FileHandle.nullDevice
        do {
            try shell.run()
        } catch {
            throw Unavailable(description: "the test broker could not be started: \(error)")
        }
        let deadline = ContinuousClock.now + .seconds(20)
        while !canConnect(port) {
            if ContinuousClock.now > deadline {
                throw Unavailable(description: "the test broker \(program.path) did not answer on port \(port) in 20 s")
            }
            usleep(20_000)
        }
        return "127.0.0.1:\(port)"
    }

    private static func freePort() throws(Unavailable) -> UInt16 {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isBound else { throw Unavailable(description: "there is no free port for the test broker") }
        return UInt16(bigEndian: address.sin_port)
    }

    private static func canConnect(_ port: UInt16) -> Bool {
        let caller = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(caller) }
        var address = loopback(port: port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(caller, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }
}
