import GreenChannelModel

/// Which depots may carry a lot, and how far.
extension LotDesk {
    /// A load, as far as it matters to whether a depot may be asked to carry it.
    struct CarriageWish {
        var destination: UInt32
        var grams: Int64
        var latest: Int64

        init(_ allocation: Allocation, grams: Int64, latest: Int64) {
            destination = allocation.place
            self.grams = grams
            self.latest = latest
        }
    }

    /// The nearest depot that may carry a load and was not asked to; ties by id.
    mutating func depot(
        for lot: borrowing OpenLot,
        _ wish: CarriageWish,
        tried: [String],
        _ now: Instant
    ) -> OfferIndex.Handle? {
        guard let row = distances.row(of: lot.place, knowledge),
            let way = distances.leg(from: row, to: distances.column(of: wish.destination), knowledge)
        else { return nil }
        for near in depots(near: lot, row, now) {
            let depot = standing[near.handle]
            let reach = reachMetres(of: depot.refusals, grams: wish.grams, latest: wish.latest, now)
            if reach > near.leg.roadMetres + way.roadMetres, !tried.contains(depot.offer) {
                return near.handle
            }
        }
        return nil
    }

    /// What it costs to have a lot carried to outlets of a rung, and how far; `nil`: no vehicle is to be had.
    mutating func haulage(for lot: borrowing OpenLot, on rung: Rung, _ ranking: Ranking) -> Haulage? {
        guard let row = distances.row(of: lot.place, knowledge) else { return nil }
        let latest = ranking.ladder.latestArrival(on: rung)
        var nearest: NearDepots.Depot?
        var reach: Int64 = 0
        for near in depots(near: lot, row, ranking.now) {
            let refusals = standing[near.handle].refusals
            let own = reachMetres(of: refusals, grams: lot.balance.unplaced, latest: latest, ranking.now)
            guard own > near.leg.roadMetres else { continue }
            reach = max(reach, own - near.leg.roadMetres)
            nearest = nearest ?? near
        }
        guard let nearest else { return nil }
        let stated = standing.terms(nearest.handle).fenPerTonneKilometre
        return Haulage(
            fenPerTonneKilometre: stated > 0 ? stated : settings.fenPerTonneKilometre,
            reachMetres: reach
        )
    }

    /// How far a depot that has refused so much would carry so many grams by then, over the pickup, as far as is known.
    private func reachMetres(of refusals: [DepotRefusal], grams: Int64, latest: Int64, _ now: Instant) -> Int64 {
        let patience = latest - now.milliseconds
        let driving = max(0, patience - settings.loadingMilliseconds)
        let inTime = driving / 3600 * settings.kilometresPerHour
        return min(inTime, refusals.reachMetres(patienceMilliseconds: patience, grams: grams, now))
    }

    /// The nearest depots in whose reach a lot lies and that have something free which suits it.
    private mutating func depots(
        near lot: borrowing OpenLot,
        _ row: DistanceTable.Row,
        _ now: Instant
    ) -> [NearDepots.Depot] {
        let cold = knowledge.needsColdChain(crop: lot.crop)
        let standing = standing
        var found: [NearDepots.Depot] = []
        for near in nearDepots.inReach(of: lot.place, row, standing, &distances, knowledge) {
            let depot = standing.terms(near.handle)
            guard depot.remainingGrams > 0, depot.closes > now.milliseconds, !cold || depot.refrigerated else {
                continue
            }
            found.append(near)
            if found.count == settings.depotsTriedMax { break }
        }
        return found
    }

    /// What a depot would not carry for one lot, others do not ask of it for a while.
    mutating func learn(
        refusal answer: Declined,
        of carriage: Carriage,
        to allocation: Allocation,
        _ lot: OpenLot,
        _ now: Instant
    ) {
        guard let handle = standing.handle(of: carriage.offer), let rung = Rung(allocation.kind),
            let row = distances.row(of: lot.place, knowledge),
            let leg = distances.leg(from: row, to: standing.terms(handle).column, knowledge),
            let way = distances.leg(from: row, to: distances.column(of: allocation.place), knowledge),
            let refusal = DepotRefusal(
                BidDecline(rawValue: answer.reason),
                metres: leg.roadMetres + way.roadMetres,
                patienceMilliseconds: max(0, Ladder(lot, settings).latestArrival(on: rung) - now.milliseconds),
                grams: carriage.grams,
                settings,
                now
            )
        else { return }
        var room = standing[handle].room
        room.refusals.note(refusal, now)
        setRoom(room, of: handle)
    }
}
