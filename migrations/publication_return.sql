-- A draft of a published answer that the second person gave back: why, and who. It is published only after its writer wrote it anew,
-- and these words go with the draft.
alter table publication_draft add column return_reason text;
alter table publication_draft add column returned_by bigint references staff(id);
