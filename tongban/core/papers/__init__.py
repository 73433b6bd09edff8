"""Papers 文书: typeset documents."""
