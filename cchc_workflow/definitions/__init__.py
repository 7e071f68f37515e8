"""Reading TOML into the domain: every error names the file, the key and the reason."""
