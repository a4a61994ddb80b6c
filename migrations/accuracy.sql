-- How good are suggestions, and what would a change of them do? A verdict is what people decided last about a case beside
-- what had been suggested; a trial asks decided cases again with other terms or another version. No text of a resident.

create table verdict (
  id {id}, case_id bigint not null unique references "case"(id), version text not null, decided_on {date} not null,
  month text not null, wanted text not null, said text not null, place bigint not null, unsure {bool} not null,
  section_place bigint);
create index verdict_month on verdict (month, version, wanted, said, place, unsure, section_place);
create index verdict_miss on verdict (wanted, id);

create table trial (
  id {id}, noun text not null, base text not null, body text not null, state text not null, since {date} not null,
  below bigint not null, asked bigint not null, total bigint not null, compared bigint not null, changed bigint not null, better bigint not null,
  worse bigint not null, created_by bigint, created_at {ts} not null, finished_at {ts}, decided_at {ts});
create index trial_noun on trial (noun, id);
create table trial_case (
  id {id}, trial_id bigint not null references trial(id), case_id bigint not null references "case"(id),
  before text not null, after text not null, wanted text not null, was_right {bool} not null, is_right {bool} not null,
  unique (trial_id, case_id));

-- A city that was filled before there were key terms has none yet.
insert into rule (kind, version, valid_from, body, actor_kind, created_at)
  select 'terms', 1, min(valid_from), 'terms = []', 'import', min(created_at) from rule having count(*) > 0;
