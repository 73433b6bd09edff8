"""Files: hashed by content, sniffed, limited, streamed."""
