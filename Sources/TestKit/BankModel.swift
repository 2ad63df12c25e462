public import EventLog

/// What the bank must have come to, worked out from the committed inbox by other code than the bank's own.
public final class BankModel {
    private struct Balance: Equatable {
        var free: Int64 = 0
        var held: Int64 = 0
        var until: Int64 = 0
    }

    private var inbox: [TopicPartition: [Record]] = [:]
    private var done: [TopicPartition: Int] = [:]
    private var clocks: [TopicPartition: Int64] = [:]
    private var accounts: [TopicPartition: [String: Balance]] = [:]
    private var deposited: Int64 = 0
    private var refusals = 0
    private var holds = 0
    private var newsTold = 0
    private var deadLetters = 0
    private var journal: [String: Int] = [:]

    public init() {}

    public func check(_ newRecords: [RecordBatch], _ view: SimulationView) throws {
        for batch in newRecords {
            switch batch.source.topic {
            case Bank.inbox: inbox[batch.source, default: []] += batch.records
            case Bank.deadLetters: deadLetters += batch.records.count
            case Bank.journal:
                for record in batch.records {
                    let word = String(decoding: record.value ?? [], as: UTF8.self).prefix { $0 != " " }
                    journal[String(word), default: 0] += 1
                }
            default: break
            }
        }
        var underWay: Int64 = 0
        let positions = try view.positions()
        for (partition, records) in inbox {
            let position = positions[partition] ?? .zero
            var index = done[partition] ?? 0
            while index < records.count, records[index].offset < position {
                take(records[index], partition)
                index += 1
            }
            done[partition] = index
            for record in records[index...] {
                let words = String(decoding: record.value ?? [], as: UTF8.self).split(separator: " ")
                if words.first == "credit", words.count == 3 { underWay += Int64(words[2]) ?? 0 }
            }
            try compare(partition, try view.ledger(of: partition))
        }
        let owned = accounts.values.flatMap { $0 }.filter { $0.key != "heard" }.map { $0.value.free + $0.value.held }
        let total = owned.reduce(0, +) + underWay
        guard total == deposited else {
            throw SimulationFailure("\(deposited) was deposited, but \(total) is there, \(underWay) of it under way")
        }
        guard deadLetters == refusals else {
            throw SimulationFailure("\(refusals) records were refused, but \(deadLetters) are dead letters")
        }
    }

    /// What must hold once nothing is under way and no hold lies ahead.
    public func checkAtRest(partitions: Int) throws {
        for (partition, accounts) in accounts {
            for (name, balance) in accounts where balance.until != 0 {
                throw SimulationFailure("account \(name) of \(partition) is still held until \(balance.until)")
            }
        }
        guard journal["released"] ?? 0 == holds else {
            throw SimulationFailure("\(holds) holds began, \(journal["released"] ?? 0) ended")
        }
        guard journal["transfer"] ?? 0 == journal["credit"] ?? 0 else {
            throw SimulationFailure("\(journal["transfer"] ?? 0) transfers, \(journal["credit"] ?? 0) credits")
        }
        let heard = accounts.values.compactMap { $0["heard"]?.free }.reduce(0, +)
        guard heard == Int64(newsTold * partitions) else {
            throw SimulationFailure("\(newsTold) news were told to \(partitions) partitions, and heard \(heard) times")
        }
    }

    private func take(_ record: Record, _ partition: TopicPartition) {
        let clock = max(clocks[partition] ?? 0, record.timestamp.milliseconds)
        clocks[partition] = clock
        let words = String(decoding: record.value ?? [], as: UTF8.self).split(separator: " ").map(String.init)
        let verb = words.first ?? ""
        let name = words.count > 1 ? words[1] : ""
        let amount = words.count > 2 ? Int64(words[2]) ?? 0 : 0
        var own = accounts[partition] ?? [:]
        var balance = own[name] ?? Balance()
        var isRefused = false
        if verb == "news", words.count == 1 {
            newsTold += 1
        } else if verb == "heard", words.count == 1 {
            own["heard", default: Balance()].free += 1
        } else if verb == "close", words.count == 2 {
            if own[name] == Balance() { own[name] = nil }
        } else if verb == "wake", words.count == 3 {
            if balance.until != 0, balance.until <= clock {
                own[name] = Balance(free: balance.free + balance.held)
            }
        } else if verb == "deposit" || verb == "credit", words.count == 3, amount > 0 {
            balance.free += amount
            own[name] = balance
            if verb == "deposit" { deposited += amount }
        } else if verb == "transfer", words.count == 4, amount > 0, balance.free >= amount {
            balance.free -= amount
            own[name] = balance
        } else if verb == "hold", words.count == 4, amount > 0, balance.free >= amount, balance.until == 0,
            let until = Int64(words[3]), until > clock
        {
            own[name] = Balance(free: balance.free - amount, held: amount, until: until)
            holds += 1
        } else {
            isRefused = true
        }
        if isRefused { refusals += 1 }
        accounts[partition] = own
    }

    private func compare(_ partition: TopicPartition, _ ledger: [Bytes: Bytes]) throws {
        var stored: [String: String] = [:]
        for (key, value) in ledger where key.first != 0 {
            stored[String(decoding: key, as: UTF8.self)] = String(decoding: value, as: UTF8.self)
        }
        let expected = (accounts[partition] ?? [:]).mapValues { "\($0.free) \($0.held) \($0.until)" }
        guard stored != expected else { return }
        throw SimulationFailure("accounts of \(partition): stored \(stored), expected \(expected)")
    }
}
