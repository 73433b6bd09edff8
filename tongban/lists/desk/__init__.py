"""The desk's side of lists: `listing` what I keep, `editing` a draft, `importing` a table into it,
`reviewing` what changes and publishing it."""
