import FoundationEssentials
import SwiftProtobuf

/// The kinds of fields that the channel's messages do not have. A message that grows one is read by SwiftProtobuf until
/// its kind moves to `WireDecoder`.
extension WireDecoder {
    mutating func handleConflictingOneOf() throws { throw Irregular() }

    mutating func decodeSingularFloatField(value: inout Float) throws { throw Irregular() }
    mutating func decodeSingularFloatField(value: inout Float?) throws { throw Irregular() }
    mutating func decodeRepeatedFloatField(value: inout [Float]) throws { throw Irregular() }
    mutating func decodeSingularDoubleField(value: inout Double) throws { throw Irregular() }
    mutating func decodeSingularDoubleField(value: inout Double?) throws { throw Irregular() }
    mutating func decodeRepeatedDoubleField(value: inout [Double]) throws { throw Irregular() }
    mutating func decodeSingularInt32Field(value: inout Int32) throws { throw Irregular() }
    mutating func decodeSingularInt32Field(value: inout Int32?) throws { throw Irregular() }
    mutating func decodeRepeatedInt32Field(value: inout [Int32]) throws { throw Irregular() }
    mutating func decodeSingularUInt64Field(value: inout UInt64?) throws { throw Irregular() }
    mutating func decodeRepeatedUInt64Field(value: inout [UInt64]) throws { throw Irregular() }
    mutating func decodeSingularSInt32Field(value: inout Int32) throws { throw Irregular() }
    mutating func decodeSingularSInt32Field(value: inout Int32?) throws { throw Irregular() }
    mutating func decodeRepeatedSInt32Field(value: inout [Int32]) throws { throw Irregular() }
    mutating func decodeSingularSInt64Field(value: inout Int64) throws { throw Irregular() }
    mutating func decodeSingularSInt64Field(value: inout Int64?) throws { throw Irregular() }
    mutating func decodeRepeatedSInt64Field(value: inout [Int64]) throws { throw Irregular() }
    mutating func decodeSingularFixed32Field(value: inout UInt32) throws { throw Irregular() }
    mutating func decodeSingularFixed32Field(value: inout UInt32?) throws { throw Irregular() }
    mutating func decodeRepeatedFixed32Field(value: inout [UInt32]) throws { throw Irregular() }
    mutating func decodeSingularFixed64Field(value: inout UInt64) throws { throw Irregular() }
    mutating func decodeSingularFixed64Field(value: inout UInt64?) throws { throw Irregular() }
    mutating func decodeRepeatedFixed64Field(value: inout [UInt64]) throws { throw Irregular() }
    mutating func decodeSingularSFixed32Field(value: inout Int32) throws { throw Irregular() }
    mutating func decodeSingularSFixed32Field(value: inout Int32?) throws { throw Irregular() }
    mutating func decodeRepeatedSFixed32Field(value: inout [Int32]) throws { throw Irregular() }
    mutating func decodeSingularSFixed64Field(value: inout Int64) throws { throw Irregular() }
    mutating func decodeSingularSFixed64Field(value: inout Int64?) throws { throw Irregular() }
    mutating func decodeRepeatedSFixed64Field(value: inout [Int64]) throws { throw Irregular() }
    mutating func decodeSingularBytesField(value: inout Data) throws { throw Irregular() }
    mutating func decodeSingularBytesField(value: inout Data?) throws { throw Irregular() }
    mutating func decodeRepeatedBytesField(value: inout [Data]) throws { throw Irregular() }
    mutating func decodeRepeatedInt64Field(value: inout [Int64]) throws { throw Irregular() }
    mutating func decodeRepeatedBoolField(value: inout [Bool]) throws { throw Irregular() }
    mutating func decodeSingularBoolField(value: inout Bool?) throws { throw Irregular() }
    mutating func decodeSingularStringField(value: inout String?) throws { throw Irregular() }

    mutating func decodeSingularEnumField<E: Enum>(value: inout E?) throws where E.RawValue == Int { throw Irregular() }
    mutating func decodeRepeatedEnumField<E: Enum>(value: inout [E]) throws where E.RawValue == Int {
        throw Irregular()
    }
    mutating func decodeSingularGroupField<G: Message>(value: inout G?) throws { throw Irregular() }
    mutating func decodeRepeatedGroupField<G: Message>(value: inout [G]) throws { throw Irregular() }

    mutating func decodeMapField<KeyType, ValueType: MapValueType>(
        fieldType: _ProtobufMap<KeyType, ValueType>.Type,
        value: inout _ProtobufMap<KeyType, ValueType>.BaseType
    ) throws { throw Irregular() }

    mutating func decodeMapField<KeyType, ValueType>(
        fieldType: _ProtobufEnumMap<KeyType, ValueType>.Type,
        value: inout _ProtobufEnumMap<KeyType, ValueType>.BaseType
    ) throws where ValueType.RawValue == Int { throw Irregular() }

    mutating func decodeMapField<KeyType, ValueType>(
        fieldType: _ProtobufMessageMap<KeyType, ValueType>.Type,
        value: inout _ProtobufMessageMap<KeyType, ValueType>.BaseType
    ) throws { throw Irregular() }

    mutating func decodeExtensionField(
        values: inout ExtensionFieldValueSet,
        messageType: any Message.Type,
        fieldNumber: Int
    ) throws { throw Irregular() }
}
