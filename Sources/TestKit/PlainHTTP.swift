import Dispatch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The least client that can ask a daemon's port: one request over loopback, and its whole answer.
///
/// The calls with `blocking` in their names are for threads of their own: a server in the same process may need those of
/// the shared pool.
public struct PlainHTTP: Sendable {
    public struct Answer: Sendable, Equatable {
        public var status: Int
        /// By their names in lower case.
        public var headers: [String: String]
        public var body: String
    }

    /// What kept an answer from coming.
    public struct Failure: Error, CustomStringConvertible {
        public var description: String
    }

    public let port: UInt16

    public init(port: Int) { self.port = UInt16(clamping: port) }

    public func get(_ path: String) async throws -> Answer { try await offPool { try blockingGet(path) } }

    /// Sends a request as it stands and reads until the server closes.
    public func ask(_ request: String) async throws -> Answer { try await offPool { try blockingAsk(request) } }

    private func offPool(_ work: @escaping @Sendable () throws -> Answer) async throws -> Answer {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result(catching: work)) }
        }
    }

    public func blockingGet(_ path: String) throws -> Answer {
        try blockingAsk("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    }

    public func blockingAsk(_ request: String) throws -> Answer {
        let text = try exchange(Array(request.utf8))
        guard let gap = text.firstRange(of: "\r\n\r\n") else { throw Failure(description: "no answer but: \(text)") }
        let head = text[..<gap.lowerBound].split(separator: "\r\n")
        guard let status = head.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw Failure(description: "no status in: \(text)")
        }
        var headers: [String: String] = [:]
        for line in head.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].drop { $0 == " " }.description
        }
        return Answer(status: status, headers: headers, body: String(text[gap.upperBound...]))
    }

    private func exchange(_ request: [UInt8]) throws -> String {
        #if canImport(Glibc)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        let socket = socket(AF_INET, stream, 0)
        guard socket >= 0 else { throw Failure(description: "no socket: error \(errno)") }
        defer { close(socket) }
        // A server that says nothing fails a test; it does not stop it.
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Failure(description: "no connection: error \(errno)") }
        guard write(socket, request, request.count) == request.count else {
            throw Failure(description: "not sent: error \(errno)")
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(socket, &buffer, buffer.count)
            guard count >= 0 else { throw Failure(description: "not read: error \(errno)") }
            if count == 0 { return String(decoding: answer, as: UTF8.self) }
            answer += buffer[..<count]
        }
    }
}
