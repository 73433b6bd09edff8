"""Files: hashed by content, sniffed, limited, streamed.

`services.receive` takes a stream and gives a StoredFile (its `token` is the public reference);
`services.bind` ties files to a subject such as "case:12"; whoever may read the subject
(`ports.readers`) may read its files at /files/<token>/. A HEIC photo stays as it came, a JPEG is
derived from it and shown in its place. The type is what the bytes say, never what the name says.
"""
