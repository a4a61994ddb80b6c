-- 対話の日: the days on which residents meet the mayor, their slots, who applied, how it was decided and drawn. Which series there
-- are and what holds for each (who may apply, how often a year, what is not taken) is the rule `dialogue`.

create table dialogue_day (
  id {id}, key text not null unique, series text not null, number_year bigint not null, number_seq bigint not null,
  title text not null, held_on {date} not null, venue text not null, attendees text not null, capacity bigint not null,
  apply_from {date}, apply_until {date}, state text not null, cancel_text_id bigint references free_text(id),
  demo {bool} not null, created_by bigint not null, created_at {ts} not null, lock bigint not null,
  unique (series, number_year, number_seq));
create index dialogue_day_held on dialogue_day (held_on, id);
create index dialogue_day_state on dialogue_day (state, held_on, id);

create table application (
  id {id}, key text not null unique, form_key text not null unique, number_year bigint not null, number_seq bigint not null,
  secret_hash text not null, series text not null, day_id bigint references dialogue_day(id), channel text not null,
  language text not null, received_on {date} not null, received_at {ts} not null, registered_by_kind text not null,
  registered_by_id bigint, theme text not null, detail text not null, party_kind text not null, group_name text not null,
  people bigint not null, relation text, wishes text not null, needs text not null, needs_note text not null,
  name text not null, address text, phone text, email text, reach_note text, notice_by text not null,
  name_hash text, group_hash text, phone_hash text, email_hash text, purge_on {date},
  state text not null, waiting_place bigint, reason text, reason_text_id bigint references free_text(id),
  decided_by bigint, decided_at {ts}, special {bool} not null, lock bigint not null, unique (number_year, number_seq));
create index application_day on application (day_id, state, id);
create index application_state on application (state, id);
create index application_year on application (number_year, series, id);
create index application_name on application (name_hash);
create index application_group on application (group_hash);
create index application_phone on application (phone_hash);
create index application_email on application (email_hash);

create table slot (
  id {id}, key text not null unique, day_id bigint not null references dialogue_day(id), position bigint not null,
  starts_at text not null, ends_at text not null, evening {bool} not null, application_id bigint references application(id),
  party text not null, party_kind text not null, people bigint not null, theme text not null,
  arrived_at {ts}, arrived_people bigint, lock bigint not null, unique (day_id, position));
create index slot_application on slot (application_id);
create table slot_measure (
  id {id}, slot_id bigint not null references slot(id), measure_id bigint not null references measure(id), unique (slot_id, measure_id));
create table slot_memo (
  id {id}, slot_id bigint not null references slot(id), section_id bigint not null references section(id), due_on {date} not null,
  asked_by bigint not null, asked_at {ts} not null, body text not null, answered_by bigint, answered_at {ts},
  lock bigint not null, unique (slot_id, section_id));
create index slot_memo_section on slot_memo (section_id, answered_at, due_on);

create table draw (
  id {id}, day_id bigint not null references dialogue_day(id), round bigint not null, seed text not null, seed_sha256 text not null,
  sealed_at {ts} not null, reason_text_id bigint references free_text(id), places bigint, list text, result text,
  drawn_by bigint, drawn_at {ts}, unique (day_id, round));
create table decision_notice (
  id {id}, application_id bigint not null references application(id), code text not null, medium text not null, body text not null,
  sha256 text not null, document_number text not null, created_by bigint, created_at {ts} not null, sent_at {ts});
create index decision_notice_application on decision_notice (application_id, id);
