/// Finds the longest known names that begin at a place in folded text: places, crops, words of the message grammar.
///
/// A trie whose edges stand in one open-addressed table, so that tens of thousands of names cost a few megabytes and
/// no allocation a name. Letters are the UTF-16 units that `TextFolding` gives. Built once, then only read.
public struct NameTrie: Sendable {
    /// Edges: node and letter in the high forty bits, the node that follows in the low twenty-four; zero is an empty place.
    private var edges: [UInt64]
    /// What each node stands for, or -1.
    private var values: [Int32]
    private var edgeCount = 0

    public static let root: UInt32 = 1
    /// As many nodes as the table's entries can name.
    private static let nodesMax = 1 << 24

    /// - Parameter expectedEdges: room to begin with; the table grows when it is two thirds full.
    public init(expectedEdges: Int = 1024) {
        var capacity = 64
        while capacity * 2 < expectedEdges * 3 { capacity *= 2 }
        edges = [UInt64](repeating: 0, count: capacity)
        values = [-1, -1]
    }

    /// The trie's tables, for as long as a reading of text lasts: plain memory, so that walking it counts no references.
    public struct View {
        @usableFromInline let edges: UnsafePointer<UInt64>
        @usableFromInline let values: UnsafePointer<Int32>
        @usableFromInline let mask: Int

        init(edges: UnsafePointer<UInt64>, values: UnsafePointer<Int32>, mask: Int) {
            self.edges = edges
            self.values = values
            self.mask = mask
        }

        /// The node after `letter`, or zero where no name goes on.
        @inlinable @inline(__always)
        public func step(_ node: UInt32, _ letter: UInt16) -> UInt32 {
            let key = UInt64(node) << 16 | UInt64(letter)
            var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
            while true {
                let found = edges[slot]
                if found >> 24 == key { return UInt32(truncatingIfNeeded: found & 0xFF_FFFF) }
                if found == 0 { return 0 }
                slot = (slot &+ 1) & mask
            }
        }

        /// The value of the name that ends at this node, or -1.
        @inlinable @inline(__always)
        public func value(_ node: UInt32) -> Int32 { values[Int(node)] }
    }

    /// Lends the trie's tables. They must not be kept.
    public func withView<Result>(_ body: (View) -> Result) -> Result {
        edges.withUnsafeBufferPointer { edges in
            values.withUnsafeBufferPointer { values in
                // Neither is ever empty.
                body(View(edges: edges.baseAddress!, values: values.baseAddress!, mask: edges.count - 1))
            }
        }
    }

    /// The value of a node that `insert` gave, or -1.
    public func value(_ node: UInt32) -> Int32 { values[Int(node)] }

    /// The node of a name, made where it is new.
    public mutating func insert(_ name: some Sequence<UInt16>) -> UInt32 {
        var node = NameTrie.root
        for letter in name {
            let next = withView { $0.step(node, letter) }
            if next != 0 {
                node = next
                continue
            }
            precondition(values.count < NameTrie.nodesMax, "more names than a trie holds")
            if edgeCount * 3 >= edges.count * 2 { grow() }
            let made = UInt32(values.count)
            values.append(-1)
            place((UInt64(node) << 16 | UInt64(letter)) << 24 | UInt64(made))
            edgeCount += 1
            node = made
        }
        return node
    }

    public mutating func setValue(_ value: Int32, at node: UInt32) { values[Int(node)] = value }

    /// The value of exactly this name, or -1.
    public func exact(_ name: some Sequence<UInt16>) -> Int32 {
        withView { view in
            var node = NameTrie.root
            for letter in name {
                node = view.step(node, letter)
                if node == 0 { return -1 }
            }
            return view.value(node)
        }
    }

    private mutating func place(_ edge: UInt64) {
        let mask = edges.count - 1
        var slot = Int(truncatingIfNeeded: ((edge >> 24) &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
        while edges[slot] != 0 { slot = (slot &+ 1) & mask }
        edges[slot] = edge
    }

    private mutating func grow() {
        let old = edges
        edges = [UInt64](repeating: 0, count: old.count * 2)
        for edge in old where edge != 0 { place(edge) }
    }
}
