"""The papers: a frozen report becomes Word, PDF, Excel and HTML; nothing here reads the database."""
