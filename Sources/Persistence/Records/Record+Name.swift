import SpendCore

/// In this room a record is one of ours; GRDB has a class of the same name.
typealias Record = SpendCore.Record
