-- 公表した回答: the desk writes one, a second person agrees to it, and it can be taken back. One that was taken back stays as a row.
alter table publication add column withdrawn_at {ts};
-- What waits for the second person. It is never changed: who wants other words writes it anew. `publication_key`: in the place of this one.
create table publication_draft (
  id {id}, key text not null unique, publication_key text references publication(key), title text not null, opinion text not null,
  reply text not null, section text not null, measure text, outcome text not null, language text not null,
  written_by bigint not null references staff(id), created_at {ts} not null);
