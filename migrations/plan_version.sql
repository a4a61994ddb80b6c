-- Plans stand beside each other: which is in force from which day, and how the measures of one go on in another.

create table plan_use (
  id {id}, plan_id bigint not null references plan(id), from_on {date} not null, actor_kind text not null, actor_id bigint,
  created_at {ts} not null);
insert into plan_use (plan_id, from_on, actor_kind, created_at)
  select id, cast('2000-01-01' as {date}), 'import', imported_at from plan where "current";
alter table plan drop column "current";
-- Voices received before this day were read by people to whom some of the plan's measures were not known.
alter table plan add column widened_on {date};

-- `subject` is a measure of the older plan, of relation `new` one of the newer; targets may stand in a part that is not
-- taken in yet, so they are codes.
create table crosswalk (
  id {id}, older_id bigint not null references plan(id), newer_id bigint not null references plan(id),
  subject_plan_id bigint not null references plan(id), subject text not null, relation text not null, decided {bool} not null,
  words text not null, note text not null, actor_kind text, actor_id bigint, decided_at {ts}, lock bigint not null,
  unique (older_id, newer_id, subject_plan_id, subject));
create table crosswalk_target (
  id {id}, crosswalk_id bigint not null references crosswalk(id), code text not null, home {bool} not null, position bigint not null,
  unique (crosswalk_id, code));
