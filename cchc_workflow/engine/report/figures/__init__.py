"""The parts of a report's snapshot, each a pure function from the ledger to JSON values."""
