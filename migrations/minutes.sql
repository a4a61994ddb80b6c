-- What was said on a dialogue day (論点), its summaries with every version and remark on them, and what the city said it would do.

create table remark (
  id {id}, key text not null unique, device_key text not null unique, day_id bigint not null references dialogue_day(id),
  slot_id bigint not null references slot(id), number bigint not null, said text not null, answered text not null,
  result text not null, case_id bigint references "case"(id), version bigint not null, unique (day_id, number));
create index remark_slot on remark (slot_id, number);
create index remark_case on remark (case_id);
create table remark_version (
  id {id}, remark_id bigint not null references remark(id), version bigint not null, said text not null, answered text not null,
  device text not null, staff_id bigint not null, written_at {ts} not null, unique (remark_id, version));

create table summary (
  id {id}, key text not null unique, slot_id bigint not null references slot(id), audience text not null, state text not null,
  version bigint not null, due_on {date}, sent_at {ts}, published_at {ts}, published_version bigint, lock bigint not null,
  unique (slot_id, audience));
create index summary_state on summary (state, id);
create table summary_version (
  id {id}, summary_id bigint not null references summary(id), version bigint not null, body text not null, sha256 text not null,
  staff_id bigint not null, created_at {ts} not null, unique (summary_id, version));
create table summary_comment (
  id {id}, summary_id bigint not null references summary(id), version bigint not null, code text not null, quote text not null,
  body text not null, staff_id bigint not null, created_at {ts} not null);
create index summary_comment_summary on summary_comment (summary_id, id);
create table summary_consent (
  id {id}, summary_id bigint not null references summary(id), sha256 text not null, staff_id bigint not null, created_at {ts} not null,
  unique (summary_id, sha256, staff_id));

create table commitment (
  id {id}, key text not null unique, number_year bigint not null, number_seq bigint not null,
  slot_id bigint references slot(id), remark_id bigint references remark(id), case_id bigint references "case"(id),
  measure_id bigint references measure(id), text text not null, public_text text not null, public_outcome text not null,
  section_id bigint not null references section(id), made_on {date} not null, due_on {date} not null, first_due_on {date} not null,
  state text not null, closed_on {date}, evidence_text_id bigint references free_text(id), evidence_url text not null,
  reminded_on {date}, follow_up_on {date}, followed_up_at {ts}, follow_up_told_on {date}, demo {bool} not null,
  created_by bigint, created_at {ts} not null, lock bigint not null, unique (number_year, number_seq));
create index commitment_due on commitment (state, due_on, id);
create index commitment_section on commitment (section_id, state, due_on, id);
create index commitment_measure on commitment (measure_id, state);
create index commitment_slot on commitment (slot_id);
create index commitment_follow_up on commitment (follow_up_on, id);
create table commitment_step (
  id {id}, commitment_id bigint not null references commitment(id), code text not null, due_on {date}, text_id bigint references free_text(id),
  actor_kind text not null, actor_id bigint, at {ts} not null);
create index commitment_step_commitment on commitment_step (commitment_id, id);
