"""Word: the parts of a .docx, each a module; none of them knows what a report is."""
