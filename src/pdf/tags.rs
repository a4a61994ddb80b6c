//! What is each piece of a page to somebody who does not see it? The tree of tags, in reading order.

/// The whole document.
pub(crate) const ROOT: usize = 0;

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Role {
    /// Everything, or a part that needs no name.
    Part,
    /// Of a level, with its words.
    Heading(u8, String),
    Paragraph,
    Quote,
    List,
    Item,
    /// The dot or number of an item.
    Label,
    Body,
    /// With what it is about.
    Table(String),
    HeadRows,
    BodyRows,
    Row,
    /// A cell that names its column.
    ColumnHead,
    /// A cell that names its row.
    RowHead,
    Cell,
    /// A drawing, with the same in words.
    Figure(String),
}

/// What a node holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Child {
    Node(usize),
    /// Number of a piece that is drawn on some page.
    Piece(usize),
}

/// A node.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) role: Role,
    pub(crate) children: Vec<Child>,
}

/// The tree.
#[derive(Debug, Clone)]
pub(crate) struct Tags {
    pub(crate) nodes: Vec<Node>,
    /// How many pieces there are.
    pub(crate) pieces: usize,
}

impl Tags {
    /// Only the document.
    pub(crate) fn new() -> Self {
        Tags { nodes: vec![Node { role: Role::Part, children: Vec::new() }], pieces: 0 }
    }

    /// A node below another, after what it holds already.
    pub(crate) fn open(&mut self, parent: usize, role: Role) -> usize {
        let node = self.nodes.len();
        self.nodes.push(Node { role, children: Vec::new() });
        self.nodes[parent].children.push(Child::Node(node));
        node
    }

    /// A piece of a node; answers its number.
    pub(crate) fn piece(&mut self, node: usize) -> usize {
        let piece = self.pieces;
        self.pieces += 1;
        self.nodes[node].children.push(Child::Piece(piece));
        piece
    }
}
