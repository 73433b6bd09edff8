"""Acts: `systems` keeps the outside systems, `duties` follows the case, `receipts` are typed
in, `packs` are taken along."""
