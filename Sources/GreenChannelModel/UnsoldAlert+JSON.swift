internal import SwiftProtobuf

extension UnsoldAlert {
    /// Reads an alert in proto3 JSON, as `alerts` takes it from producers in any language.
    ///
    /// Fields that this version does not know are skipped, so that a sender may be newer than the channel.
    /// - Throws: on anything that is not one JSON object with fields of the right types.
    public init(json bytes: ArraySlice<UInt8>) throws {
        var options = JSONDecodingOptions()
        options.ignoreUnknownFields = true
        try self.init(jsonUTF8Bytes: Array(bytes), options: options)
    }
}
