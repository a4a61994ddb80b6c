-- 紙で届く声: newsletter editions, collections, slips with their pages, and what was read off them. Texts of residents stand in
-- slip.draft and slip_reading.body only until the slip is a voice; then they are emptied, and the voice alone has them.

create table edition (
  id {id}, code text not null unique, name text not null, published_on {date} not null, created_by bigint not null, created_at {ts} not null);
create index edition_day on edition (published_on, id);

create table collection (
  id {id}, key text not null unique, channel text not null, place text, edition_id bigint references edition(id),
  collected_on {date} not null, collected_by text not null, witness text not null, found bigint not null, kept_at text not null,
  note text not null, created_by bigint not null, created_at {ts} not null, closed_by bigint, closed_at {ts}, lock bigint not null);
create index collection_open on collection (closed_at, id);
create index collection_place on collection (place, collected_on);

create table slip (
  id {id}, key text not null unique, collection_id bigint not null references collection(id), position bigint not null,
  state text not null, awaits_back {bool} not null, edition_id bigint references edition(id),
  submission_id bigint references submission(id), void_reason text, holder_id bigint references staff(id), held_until {ts},
  draft text not null, draft_at {ts}, first_by bigint, second_by bigint, settled_by bigint, settled_at {ts}, created_at {ts} not null);
create index slip_collection on slip (collection_id, position, id);
create index slip_state on slip (state, id);
create index slip_settled on slip (settled_by, settled_at);
create index slip_submission on slip (submission_id);
create table slip_page (
  id {id}, slip_id bigint not null references slip(id), position bigint not null, blob_hash text not null, small_hash text,
  file_name text not null, media_type text not null, size bigint not null, scan_state text not null default 'not_scanned',
  turn bigint not null, created_at {ts} not null);
create index slip_page_slip on slip_page (slip_id, position, id);
create index slip_page_blob on slip_page (blob_hash);
create table slip_reading (
  id {id}, slip_id bigint not null references slip(id), turn bigint not null, body text not null, staff_id bigint not null,
  created_at {ts} not null, unique (slip_id, turn));

-- A city that was filled before slips were read here begins with the usual order of fields and no boxes.
insert into rule (kind, version, valid_from, body, actor_kind, created_at)
  select 'paper', 1, min(valid_from), 'places = []', 'import', min(created_at) from rule having count(*) > 0;

-- Small pictures beside what residents and sections attach, and whether a file was searched for malware before it was kept.
alter table attachment add column small_hash text;
alter table upload add column small_hash text;
alter table upload add column scan_state text not null default 'not_scanned';
