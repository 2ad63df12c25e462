/// What fields the channel's records have, by name: for whoever looks into any record without knowing its type.
///
/// A copy of what `greenchannel.proto` says of everything that stands in topics; a test holds the two together.
public struct RecordSchema: Sendable {
    public enum FieldType: Sendable, Equatable {
        case string, int64, uint32, bool
        /// Names of the values, by number.
        case enumeration([Int64: String])
        case message(String)
    }

    public struct Field: Sendable {
        public let name: String
        public let number: UInt64
        public let type: FieldType
        public let isRepeated: Bool
    }

    public static let shipped = RecordSchema(text)

    /// By the message's name.
    private let messages: [String: [Field]]
    private let messagesByKind: [String]

    /// The fields of a kind of record, in the order of the `.proto` file.
    public func fields(of kind: RecordKind) -> [Field] { messages[messagesByKind[Int(kind.rawValue)]] ?? [] }

    /// The fields of a message that stands inside a record.
    public func fields(ofMessage name: String) -> [Field] { messages[name] ?? [] }

    /// Names as they may be written: `sell_by`, `sellBy` and `SELLBY` are one.
    public static func folded(_ name: some StringProtocol) -> String {
        name.lowercased().filter { $0 != "_" }
    }

    /// Reads the table: lines of `message Name: type name number, …` and `enum Name: NAME number, …`.
    init(_ text: String) {
        var enums: [String: [Int64: String]] = [:]
        var rows: [(name: String, fields: [[Substring]])] = []
        for line in text.split(separator: "\n") {
            let halves = line.split(separator: ":", maxSplits: 1)
            guard halves.count == 2, let name = halves[0].split(separator: " ").last else { continue }
            let items = halves[1].split(separator: ",").map { $0.split(separator: " ") }
            if halves[0].hasPrefix("enum") {
                for item in items where item.count == 2 {
                    if let number = Int64(item[1]) { enums[String(name), default: [:]][number] = String(item[0]) }
                }
            } else {
                rows.append((String(name), items))
            }
        }
        var messages: [String: [Field]] = [:]
        for row in rows {
            messages[row.name] = row.fields.compactMap { item in
                guard item.count == 3, let number = UInt64(item[2]) else { return nil }
                let isRepeated = item[0].last == "*"
                let type = String(isRepeated ? item[0].dropLast() : item[0])
                return Field(
                    name: String(item[1]),
                    number: number,
                    type: Self.type(type, enums),
                    isRepeated: isRepeated
                )
            }
        }
        self.messages = messages
        messagesByKind = RecordKind.allCases.map { kind in
            let name = "\(kind)"
            return name.prefix(1).uppercased() + name.dropFirst()
        }
    }

    private static func type(_ name: String, _ enums: [String: [Int64: String]]) -> FieldType {
        switch name {
        case "string": .string
        case "int64": .int64
        case "uint32": .uint32
        case "bool": .bool
        default: enums[name].map { .enumeration($0) } ?? .message(name)
        }
    }

    private static let text = """
        message UnsoldAlert: string text 1, string crop 2, string quantity 3, string unit 4, string package_weight 5, \
          string place 6, string days_left 7, string price 8, string harvested_on 9, string sell_by 10, string \
          sender_county 11, string origin 12, string price_unit 13
        message LotOpened: string lot 1, string sender 2, string crop 3, int64 grams 4, uint32 place 5, int64 sell_by \
          6, int64 harvested 7, int64 floor_price 8, int64 received 9, string raw_text 10, string declared_quantity \
          11, string declared_unit 12, string* flags 13, int64 life_milliseconds 14
        message LotCorrected: string lot 1, string sender 2, int64 grams 3, int64 sell_by 4, int64 floor_price 5, \
          uint32 place 6, string raw_text 7
        message LotCancelled: string lot 1, string by 2, string why 3
        message LotVerified: string lot 1, string by 2, string why 3
        message LotUnverifiable: string lot 1, string by 2, string why 3
        message LotMerged: string lot 1, string into 2, string by 3, string why 4
        message LotOverridden: string lot 1, string offer 2, int64 grams 3, string by 4, string why 5
        message EmergencyDeclared: uint32 place 1, string crop 2, int64 until 3, string by 4, string why 5
        enum OutcomeKind: OUTCOME_UNSPECIFIED 0, OUTCOME_DELIVERED 1, OUTCOME_WEIGHED 2, OUTCOME_SHORT 3, \
          OUTCOME_SPOILED 4
        message OutcomeReported: string lot 1, string bid 2, OutcomeKind kind 3, int64 grams 4, string by 5, int64 \
          planned_grams 6
        enum OutletKind: OUTLET_UNSPECIFIED 0, ASSISTANCE_ZONE 1, GROUP_BUY 2, C2M_PRE_SALE 3, OFFLINE_DISPLAY 4, \
          COMMUNITY_GROUP_BUY 5, INSTITUTIONAL_CANTEEN 6, PROCESSOR 7, FOOD_BANK 8, FEED 9, COMPOST 10, LIVE_SLOT 11, \
          VEHICLES 12
        message CropPrice: string crop 1, int64 price 2
        message OfferAnnounced: string offer 1, string owner 2, OutletKind kind 3, uint32 place 4, CropPrice* prices \
          5, int64 reach_metres 6, int64 minimum_grams 7, int64 remaining_grams 8, int64 opens 9, int64 closes 10, \
          int64 handling 11, bool needs_transport 12, int64 sale_delay_milliseconds 13, int64 fen_per_tonne_km 14, \
          bool refrigerated 15, bool withdrawn 16
        message ChannelOffered: string channel 1, string name 2, OutletKind kind 3, uint32 place 4, CropPrice* prices \
          5, int64 reach_metres 6, int64 minimum_grams 7, int64 grams_per_day 8, int64 opens 9, int64 closes 10, int64 \
          handling 11, bool needs_transport 12, int64 sale_delay_milliseconds 13, int64 threshold_units 14, int64 \
          unit_grams 15, int64 deadline 16
        message ChannelWithdrawn: string channel 1, string by 2, string why 3
        message OrdersReported: string channel 1, int64 units 2
        message SlotOffered: string studio 1, string slot 2, string name 3, string host 4, uint32 place 5, int64 \
          starts 6, int64 ends 7, uint32 item_positions 8, int64 stock_grams_per_position 9, int64 restock_grams 10, \
          int64 unit_grams 11, CropPrice* prices 12, int64 reach_metres 13, int64 minimum_grams 14, int64 handling 15, \
          int64 ship_by 16
        message SlotCancelled: string studio 1, string slot 2, string by 3, string why 4
        message LiveOrderPlaced: string studio 1, string slot 2, string lot 3, string order 4, int64 units 5
        message VehicleOffered: string depot 1, string vehicle 2, string name 3, uint32 place 4, int64 rated_grams 5, \
          bool refrigerated 6, int64 shift_starts 7, int64 shift_ends 8, int64 kilometres_per_hour 9, int64 fen_per_km \
          10, int64 fixed_fen 11, string vehicle_class 12, int64 reach_metres 13, int64 stop_minutes 14
        message VehicleWithdrawn: string depot 1, string vehicle 2, string by 3, string why 4
        message Bid: string bid 1, string lot 2, string offer 3, string owner 4, string crop 5, int64 grams 6, int64 \
          minimum_grams 7, int64 value 8, int64 deadline 9, uint32 place 10, int64 ready 11, int64 sell_by 12, bool \
          urgent 13, Journey journey 14
        message Journey: uint32 destination 1, int64 arrive_by 2, bool cold_chain 3, string award 4, uint32 crates 5
        message Awarded: string bid 1, string lot 2, string offer 3, int64 grams 4, int64 price 5, int64 cleared 6, \
          int64 remaining_grams 7, int64 settles 8, Trip trip 9, int64 opens 10
        message Trip: string vehicle 1, int64 pickup 2, int64 arrival 3, int64 road_metres 4, int64 grams_co2e 5, \
          string toll_green_pass 6, int64 fen 7
        message Declined: string bid 1, string lot 2, string offer 3, string reason 4, int64 cleared 5, int64 \
          remaining_grams 6, int64 opens 7
        message Released: string bid 1, string lot 2, string offer 3, string owner 4, int64 grams 5, string reason 6
        message PickupReported: string depot 1, string bid 2, string lot 3, int64 grams 4, uint32 crates_out 5
        message WeighingReported: string depot 1, string bid 2, string lot 3, int64 gross_grams 4, int64 tare_grams 5
        message CratesReturned: string depot 1, string lot 2, string bid 3, uint32 crates 4
        message TimerFired: string entry 1, int64 due 2
        message Considered: string offer 1, OutletKind kind 2, int64 value 3, int64 grams 4
        message JournalEntry: string lot 1, string event 2, string reason 3, string bid 4, string offer 5, OutletKind \
          kind 6, int64 grams 7, int64 price 8, int64 value 9, Considered* considered 10, string by 11, string why 12, \
          Trip trip 13, LotBalance balance 14, uint32 place 15, string crop 16
        message LotBalance: int64 declared 1, int64 unplaced 2, int64 held 3, int64 awarded 4, int64 sold 5, int64 \
          donated 6, int64 recycled 7, int64 lost 8, int64 cancelled 9, int64 expired 10, int64 fen 11, int64 \
          grams_co2e 12
        message Notice: string sender 1, string lot 2, string text 3, string language 4, string idempotency_key 5
        """
}
