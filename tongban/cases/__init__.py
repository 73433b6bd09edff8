"""Cases 办件: one application each, from the first keystroke to the result and its rating.

Draft        what an applicant has typed so far; saved as it is typed, submitted once
Case         an application under one edition of an implementation list; its life (state, tasks,
             clocks, acts) is the engine's `WorkItem`, which it has one to one
Material     one thing that the edition asked of this applicant: files, or a live licence instead
Correction   the one full list 一次性告知 of what is lacking, and its answer

Way of an application: `services.drafts.open_draft` → `save` → `attach` → `services.intake.submit`
→ (accept | ask_correction → correct | refuse) → the procedure's steps by
`services.progress.complete` → the deciding step, whose effects (`handlers`) issue the licence,
write the papers and tell the applicant.
"""
