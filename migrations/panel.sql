-- 市政モニター: terms with what is wanted in each class, candidates, draws, monitors, what they were told, and what answers brought.
-- Who may be one, and what is asked, is the rule `panel`. Names and contacts stand in columns that are blanked by their day.

create table panel (
  id {id}, key text not null unique, title text not null, starts_on {date} not null, ends_on {date} not null, size bigint not null,
  apply_from {date} not null, apply_until {date} not null, state text not null, demo {bool} not null,
  created_by bigint not null, created_at {ts} not null, settled_at {ts}, lock bigint not null);
create index panel_term on panel (starts_on, id);
create table panel_quota (
  id {id}, panel_id bigint not null references panel(id), position bigint not null, age_group text not null, gender text not null,
  district text not null, wanted bigint not null, unique (panel_id, age_group, gender, district));

create table candidate (
  id {id}, key text not null unique, form_key text not null unique, panel_id bigint not null references panel(id), number text not null,
  way text not null, language text not null, received_on {date} not null, received_at {ts} not null, registered_by_kind text not null,
  registered_by_id bigint, name text not null, kana text not null, address text, phone text, email text, notice_by text not null,
  name_hash text, phone_hash text, email_hash text, home_hash text, age_group text not null, gender text not null,
  district text not null, relation text, occupation text, motive text not null, recommender text not null, renews bigint,
  state text not null, reserve_place bigint, reason text, reason_text_id bigint references free_text(id), decided_by bigint,
  decided_at {ts}, purge_on {date}, purged_at {ts}, lock bigint not null, unique (panel_id, number));
create index candidate_state on candidate (panel_id, state, number);
create index candidate_purge on candidate (purge_on);

create table monitor (
  id {id}, key text not null unique, panel_id bigint not null references panel(id), candidate_id bigint references candidate(id),
  number bigint not null, language text not null, name text not null, kana text not null, address text, phone text, email text,
  notice_by text not null, name_hash text, phone_hash text, email_hash text, home_hash text, age_group text not null,
  gender text not null, district text not null, appointed_on {date} not null, ends_on {date} not null, left_on {date},
  leave_reason text, leave_text_id bigint references free_text(id), purge_on {date} not null, purged_at {ts}, lock bigint not null,
  unique (panel_id, number));
create index monitor_name on monitor (name_hash);
create index monitor_purge on monitor (purge_on);

create table panel_draw (
  id {id}, panel_id bigint not null references panel(id), source text not null, round bigint not null, seed text not null,
  seed_sha256 text not null, sealed_at {ts} not null, reason_text_id bigint references free_text(id), places bigint, list text,
  result text, chosen text, erased bigint, drawn_by bigint, drawn_at {ts}, unique (panel_id, source, round));
create table panel_notice (
  id {id}, candidate_id bigint references candidate(id), monitor_id bigint references monitor(id), code text not null,
  medium text not null, body text not null, sha256 text not null, created_by bigint, created_at {ts} not null, sent_at {ts});
create index panel_notice_candidate on panel_notice (candidate_id, id);
create index panel_notice_monitor on panel_notice (monitor_id, id);
create index panel_notice_waiting on panel_notice (sent_at, medium, id);

create table reward (
  id {id}, panel_id bigint not null references panel(id), monitor_id bigint not null references monitor(id), fiscal_year bigint not null,
  survey_key text not null, survey_title text not null, amount bigint not null, capped {bool} not null, entered_on {date} not null,
  unique (monitor_id, survey_key));
create index reward_of_year on reward (panel_id, fiscal_year, monitor_id);
create table reward_year (
  id {id}, panel_id bigint not null references panel(id), fiscal_year bigint not null, answers bigint not null, total bigint not null,
  closed_by bigint not null, closed_at {ts} not null, unique (panel_id, fiscal_year));
create table reward_receipt (
  id {id}, monitor_id bigint not null references monitor(id), fiscal_year bigint not null, received_on {date} not null,
  noted_by bigint not null, unique (monitor_id, fiscal_year));
