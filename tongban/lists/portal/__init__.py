"""The public's side of lists: `pages` to read, `downloads` to take away; no account is needed."""
