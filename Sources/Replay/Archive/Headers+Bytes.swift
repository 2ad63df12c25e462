import EventLog

extension Headers {
    /// Headers whose names, too, are any bytes: whoever writes to Kafka need not write UTF-8.
    ///
    /// In the layout of `encoded`.
    init(_ fields: some Sequence<(name: Bytes, value: Bytes?)>) {
        var encoded: Bytes = []
        func append(_ length: Int) {
            withUnsafeBytes(of: Int32(clamping: length).littleEndian) { encoded.append(contentsOf: $0) }
        }
        for (name, value) in fields {
            append(name.count)
            encoded.append(contentsOf: name)
            append(value?.count ?? -1)
            if let value { encoded.append(contentsOf: value) }
        }
        self.init(encoded: encoded)
    }
}
