"""The staff's face of the register: the editor of drafts, reviews, what is published."""
