"""The use cases: each public function is one transaction over the store and the pure rules."""
