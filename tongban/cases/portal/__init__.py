"""The applicant's side: `apply` writes and submits an application, `mine` follows it."""
