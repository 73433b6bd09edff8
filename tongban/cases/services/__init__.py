"""The acts upon cases: `drafts` before submission, `intake` until acceptance, `progress` after."""
