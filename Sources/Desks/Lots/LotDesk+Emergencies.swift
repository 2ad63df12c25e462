import GreenChannelModel

/// Places where everything unsold goes first, for a while.
extension LotDesk {
    mutating func declareEmergency(_ message: EmergencyDeclared, _ now: Instant, _ outbox: inout Outbox) {
        if let fault = LotFieldCheck.fault(of: message, now) {
            outbox.refuse(.invalidField, fault)
            return
        }
        var emergency = EmergencyEntry()
        emergency.emergency = message
        emergency.wakeAt = message.until
        emergencies.set("\(message.place)/\(message.crop)", emergency)
        for id in lotsCovered(by: message) {
            guard var lot = lots.take(id) else { continue }
            if !lot.urgent {
                lot.urgent = true
                journal(lot, .emergency, &outbox) {
                    $0.by = message.by
                    $0.why = message.why
                }
            }
            lot.startSearchAnew()
            proceed(&lot, now, &outbox)
            store(lot, now, &outbox)
        }
    }

    /// An emergency is over: its lots go on as any other, unless another emergency covers them.
    mutating func endEmergency(_ id: String, _ now: Instant, _ outbox: inout Outbox) {
        guard let entry = emergencies[id], entry.wakeAt <= now.milliseconds else { return }
        emergencies.set(id, nil)
        for id in lotsCovered(by: entry.emergency) {
            guard var lot = lots.take(id) else { continue }
            guard lot.urgent, !isEmergency(lot, now) else {
                lots.putBack(id, lot)
                continue
            }
            lot.urgent = false
            lot.rung = Ladder(lot, settings).rung(at: now)
            store(lot, now, &outbox)
        }
    }

    func isEmergency(_ lot: OpenLot, _ now: Instant) -> Bool {
        guard emergencies.count > 0 else { return false }
        var found = false
        emergencies.forEach { _, entry in
            if entry.emergency.until > now.milliseconds, Self.covers(entry.emergency, lot) { found = true }
        }
        return found
    }

    private func lotsCovered(by emergency: EmergencyDeclared) -> [String] {
        var covered: [String] = []
        lots.forEach { id, lot in
            if Self.covers(emergency, lot) { covered.append(id) }
        }
        return covered.sorted()
    }

    private static func covers(_ emergency: EmergencyDeclared, _ lot: OpenLot) -> Bool {
        guard emergency.crop.isEmpty || emergency.crop == lot.crop else { return false }
        let place = Adcode(emergency.place)
        let home = Adcode(lot.place)
        return place == home || place == home.prefecture || place == home.province
    }
}
