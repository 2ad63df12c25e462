/// Finds the longest known names that begin at a place in folded text: places, crops, words of the message grammar.
///
/// A trie whose edges stand in one open-addressed table, so that tens of thousands of names cost a few megabytes and
/// no allocation a name. Letters are the UTF-16 units that `TextFolding` gives. Built once, then only read.
public struct NameTrie: Sendable {
    /// Edge keys: node in the high bits, letter in the low sixteen; zero is an empty place.
    @usableFromInline var edges: [UInt64]
    @usableFromInline var targets: [UInt32]
    /// What each node stands for, or -1.
    @usableFromInline var values: [Int32]
    @usableFromInline var mask: Int
    private var edgeCount = 0

    public static let root: UInt32 = 1

    /// - Parameter expectedEdges: room to begin with; the table grows when it is two thirds full.
    public init(expectedEdges: Int = 1024) {
        var capacity = 64
        while capacity * 2 < expectedEdges * 3 { capacity *= 2 }
        edges = [UInt64](repeating: 0, count: capacity)
        targets = [UInt32](repeating: 0, count: capacity)
        values = [-1, -1]
        mask = capacity - 1
    }

    /// The node after `letter`, or zero where no name goes on.
    @inlinable
    public func step(_ node: UInt32, _ letter: UInt16) -> UInt32 {
        let key = UInt64(node) << 16 | UInt64(letter)
        var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
        while true {
            let found = edges[slot]
            if found == key { return targets[slot] }
            if found == 0 { return 0 }
            slot = (slot &+ 1) & mask
        }
    }

    /// The value of the name that ends at this node, or -1.
    @inlinable
    public func value(_ node: UInt32) -> Int32 { values[Int(node)] }

    /// The node of a name, made where it is new.
    public mutating func insert(_ name: some Sequence<UInt16>) -> UInt32 {
        var node = NameTrie.root
        for letter in name {
            let next = step(node, letter)
            if next != 0 {
                node = next
                continue
            }
            if edgeCount * 3 >= edges.count * 2 { grow() }
            let made = UInt32(values.count)
            values.append(-1)
            place(UInt64(node) << 16 | UInt64(letter), made)
            edgeCount += 1
            node = made
        }
        return node
    }

    public mutating func setValue(_ value: Int32, at node: UInt32) { values[Int(node)] = value }

    /// The value of exactly this name, or -1.
    public func exact(_ name: some Sequence<UInt16>) -> Int32 {
        var node = NameTrie.root
        for letter in name {
            node = step(node, letter)
            if node == 0 { return -1 }
        }
        return value(node)
    }

    private mutating func place(_ key: UInt64, _ target: UInt32) {
        var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
        while edges[slot] != 0 { slot = (slot &+ 1) & mask }
        edges[slot] = key
        targets[slot] = target
    }

    private mutating func grow() {
        let oldEdges = edges
        let oldTargets = targets
        edges = [UInt64](repeating: 0, count: oldEdges.count * 2)
        targets = [UInt32](repeating: 0, count: oldEdges.count * 2)
        mask = edges.count - 1
        for (slot, key) in oldEdges.enumerated() where key != 0 { place(key, oldTargets[slot]) }
    }
}
