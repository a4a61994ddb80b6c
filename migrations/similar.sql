-- Letters of one text, what a group of cases gets in one act, and answers that the city has published.

create table flood (
  id {id}, key text not null unique, submission_id bigint not null unique references submission(id), letters bigint not null,
  started_at {ts} not null, last_at {ts} not null);
create table fingerprint (
  submission_id bigint primary key references submission(id), version bigint not null, first_id bigint not null references submission(id),
  is_copy {bool} not null, same bigint not null, longest_new bigint not null, created_at {ts} not null);
create index fingerprint_first on fingerprint (first_id, submission_id);
alter table "case" add column flood_id bigint references flood(id);
create index case_flood on "case" (flood_id, open, status, restricted, holder_id, due_on, id) where flood_id is not null;
-- The same index, and whether a case stands in a group: lists pass over thousands of them without reading their rows.
drop index case_queue;
create index case_queue on "case" (open, status, due_on, id, restricted, holder_id, returns, flood_id);
create index case_alone on "case" (open, due_on, id) where flood_id is null;
create table batch (
  id {id}, key text not null unique, flood_id bigint not null references flood(id), act text not null, lead_id bigint not null references "case"(id),
  staff_id bigint not null references staff(id), after_id bigint not null, done bigint not null, skipped bigint not null,
  created_at {ts} not null, ended_at {ts});
create index batch_flood on batch (flood_id, id);
create index contact_name on contact (name_hash);

create table publication (
  id {id}, key text not null unique, source text not null unique, title text not null, opinion text not null, reply text not null,
  section text not null, measure text, outcome text not null, published_on {date} not null, language text not null,
  created_at {ts} not null);
create index publication_day on publication (published_on, id);
