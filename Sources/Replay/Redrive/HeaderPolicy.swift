import DeskStreams
import EventLog
import Streams

/// Which headers go along with a record, and which are put on it. Without any rule all stay byte for byte.
public struct HeaderPolicy: Codable, Sendable, Equatable {
    /// Only these go along, where there are any.
    public var allow: [String]
    /// These do not.
    public var deny: [String]
    /// `NAME=VALUE`, added behind the others.
    public var stamp: [String]

    public init(allow: [String] = [], deny: [String] = [], stamp: [String] = []) {
        self.allow = allow
        self.deny = deny
        self.stamp = stamp
    }

    func validate() throws(ReplayRefusal) {
        let ours = DeadLetter.Header.all + [EventHeader.replay]
        for text in stamp {
            guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
                throw ReplayRefusal(
                    .wrongSelection,
                    "--stamp '\(text)' has no value",
                    remedy: "Write NAME=VALUE."
                )
            }
            if ours.contains(String(text[..<sign])) {
                throw ReplayRefusal(
                    .wrongSelection,
                    "The header \(text[..<sign]) is written by the channel alone",
                    remedy: "Stamp another name."
                )
            }
        }
    }

    func applied(to headers: Headers) -> Headers {
        var result = headers
        if !allow.isEmpty || !deny.isEmpty {
            result = Headers()
            headers.forEach { name, value in
                let text = String(decoding: name, as: UTF8.self)
                if deny.contains(text) || !allow.isEmpty && !allow.contains(text) { return }
                result.append(text, bytes: value)
            }
        }
        for text in stamp {
            guard let sign = text.firstIndex(of: "=") else { continue }
            result.append(text[..<sign], text[text.index(after: sign)...])
        }
        return result
    }
}
