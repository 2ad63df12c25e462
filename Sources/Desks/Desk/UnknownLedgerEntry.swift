/// A ledger held an entry that this version of the desk does not know: written by a newer one, or not by us.
struct UnknownLedgerEntry: Error, CustomStringConvertible {
    var desk: DeskName
    var key: ArraySlice<UInt8>

    var description: String {
        "the \(desk.rawValue) desk's ledger holds an entry \(String(decoding: key, as: UTF8.self).shown) of a kind that "
            + "this version does not know. Run the version that wrote it."
    }
}
