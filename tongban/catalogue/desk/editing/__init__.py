"""What the editor draws, and what it reads back: one generic way for every field of an edition."""
