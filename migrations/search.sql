-- What can be found: for each thing the key of its words (folded for searching, nobody's words as written) and its tags.
-- id = 16 × the thing's id + its slot (store/findable.rs): newer things have higher ids, and the slot says who may find it.
create table findable (
  id bigint primary key, case_id bigint references "case"(id), head bigint not null, tags text not null, key text not null);
create index findable_case on findable (case_id);

create table saved_search (
  id {id}, staff_id bigint not null references staff(id), name text not null, query text not null, created_at {ts} not null);
create index saved_search_staff on saved_search (staff_id, id);

-- Voices that are there already are indexed by a job, newest first; how far it came stands in the setting.
insert into setting (name, value)
  select 'search_below', '9223372036854775807' where exists (select 1 from submission);
insert into job (kind, body, state, attempts, run_at, created_at)
  select 'index', '{"kind":"index"}', 'ready', 0, '2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00'
  where exists (select 1 from submission);
