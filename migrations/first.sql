-- The first schema, one text for both databases. Tokens: {id} primary key, {ts} moment (UTC, ms), {date} civil date,
-- {bool}, {blob}. Texts of residents stand only in columns marked personal; events hold codes and ids.

create table plan (
  id {id}, code text not null unique, name text not null, valid_from {date} not null, valid_until {date},
  current {bool} not null, body text not null, imported_at {ts} not null, imported_by bigint);
create table policy (
  id {id}, plan_id bigint not null references plan(id), code text not null, number bigint not null, goal_code text not null,
  goal_name text not null, name text not null, unique (plan_id, code));
create table measure (
  id {id}, plan_id bigint not null references plan(id), policy_code text not null, code text not null, name text not null,
  items text not null, position bigint not null, unique (plan_id, code));

create table section (
  id {id}, code text not null unique, name text not null unique, reading text not null, name_en text not null,
  department text not null, duties text not null, mail text not null, mark text not null, hearing {bool} not null,
  head text, demo_note text, successor_id bigint references section(id), valid_from {date} not null, valid_until {date});
create table measure_section (
  id {id}, measure_id bigint not null references measure(id), section_id bigint not null references section(id),
  position bigint not null, unique (measure_id, section_id));

create table staff (
  id {id}, login text not null unique, name text not null, mail text not null, password_hash text not null, active {bool} not null,
  demo {bool} not null, shortcuts {bool} not null, created_at {ts} not null, password_changed_at {ts} not null);
create table staff_role (
  id {id}, staff_id bigint not null references staff(id), role text not null, section_id bigint not null references section(id),
  valid_from {date} not null, valid_until {date});
create index staff_role_staff on staff_role (staff_id);
create table session (
  token_hash text primary key, staff_id bigint not null references staff(id), created_at {ts} not null, last_seen_at {ts} not null);
create index session_staff on session (staff_id);
create table throttle (
  subject text primary key, failures bigint not null, last_at {ts} not null, blocked_until {ts});

create table rule (
  id {id}, kind text not null, version bigint not null, valid_from {date} not null, body text not null, actor_kind text not null,
  actor_id bigint, created_at {ts} not null, unique (kind, version));
create table channel (id {id}, code text not null unique, label text not null, base text not null, valid_from {date}, valid_until {date});
create table kind (id {id}, code text not null unique, label text not null, base text not null);
create table category (id {id}, code text not null unique, label text not null);
create table counter (name text primary key, value bigint not null);
create table setting (name text primary key, value text not null);

create table submission (
  id {id}, key text not null unique, form_key text not null unique, number_year bigint not null, number_seq bigint not null,
  channel text not null, medium text not null, language text not null, received_on {date} not null, received_at {ts} not null,
  registered_at {ts} not null, registered_by_kind text not null, registered_by_id bigint,
  subject text not null, kind_guess text, place text, age_group text, district text, relation text,
  reply_wanted {bool}, publish_ok {bool}, reply_way text, receipt_mail {bool} not null, secret_hash text not null, source_noun text, source_id bigint,
  has_my_number {bool} not null, demo {bool} not null, unique (number_year, number_seq));
create index submission_received on submission (received_at);
create index submission_demo on submission (demo);
create table transcript (
  id {id}, submission_id bigint not null references submission(id), version bigint not null, body text not null,
  actor_kind text not null, actor_id bigint, created_at {ts} not null, unique (submission_id, version));
create table contact (
  id {id}, submission_id bigint not null unique references submission(id), name text, address text, phone text, email text,
  reach_note text, notice_only {bool} not null, name_hash text, phone_hash text, email_hash text, purge_on {date});
create index contact_phone on contact (phone_hash);
create index contact_email on contact (email_hash);
create table addition (
  id {id}, submission_id bigint not null references submission(id), body text not null, actor_kind text not null, actor_id bigint,
  created_at {ts} not null);
create index addition_submission on addition (submission_id);

create table "case" (
  id {id}, key text not null unique, submission_id bigint not null references submission(id), branch bigint not null,
  point text, title text not null, status text not null, status_at {ts} not null,
  holder_id bigint not null references section(id), holder_staff_id bigint references staff(id), holder_at {ts} not null,
  restricted {bool} not null, kind text, category text, measure_state text not null, measure_id bigint references measure(id),
  outcome text, reply_due {bool} not null, received_on {date} not null, due_on {date} not null, follow_up_on {date},
  returns bigint not null, ruled {bool} not null, urgent_at {ts}, urgent_taken_at {ts}, ending text, closed_on {date},
  open {bool} not null, channel text not null, retention text not null, hold {bool} not null, lock bigint not null,
  unique (submission_id, branch));
create index case_open_due on "case" (open, due_on, id);
create index case_queue on "case" (open, status, due_on, id, restricted, holder_id, returns);
create index case_holder_open on "case" (holder_id, open, due_on, id);
create index case_staff_open on "case" (holder_staff_id, open, due_on, id);
create index case_measure_id on "case" (measure_id, id);
create index case_received on "case" (received_on, id);
create table case_measure (
  id {id}, case_id bigint not null references "case"(id), measure_id bigint not null references measure(id), unique (case_id, measure_id));
create table case_submission (
  id {id}, case_id bigint not null references "case"(id), submission_id bigint not null references submission(id),
  relation text not null, created_at {ts} not null, unique (case_id, submission_id));
create table assignment (
  id {id}, case_id bigint not null references "case"(id), section_id bigint not null references section(id), role text not null,
  from_at {ts} not null, until_at {ts}, suggested_id bigint references section(id));
create index assignment_case on assignment (case_id);
create index assignment_section on assignment (section_id, until_at);
create table deadline (
  id {id}, case_id bigint not null references "case"(id), stage text not null, due_on {date} not null, reason_id bigint,
  actor_kind text not null, actor_id bigint, created_at {ts} not null);
create index deadline_case on deadline (case_id);
create table clock_stop (
  id {id}, case_id bigint not null references "case"(id), reason text not null, from_on {date} not null, until_on {date},
  actor_kind text not null, actor_id bigint);
create table suggestion (
  id {id}, case_id bigint not null references "case"(id), version text not null, body text not null, created_at {ts} not null,
  chosen text, chosen_at {ts}, chosen_by bigint);
create index suggestion_case on suggestion (case_id);
create table note (
  id {id}, case_id bigint not null references "case"(id), staff_id bigint not null references staff(id), body text not null, created_at {ts} not null);
create index note_case on note (case_id);

create table reply (
  id {id}, case_id bigint not null references "case"(id), section_id bigint not null references section(id), version bigint not null,
  form text not null, body text not null, outcome text not null, outcome_note text not null, follow_up_on {date},
  sha256 text not null, author_id bigint not null references staff(id), created_at {ts} not null, unique (case_id, version));
create table approval (
  id {id}, subject_noun text not null, subject_id bigint not null, subject_sha256 text not null,
  case_id bigint references "case"(id), route text not null, state text not null,
  started_by bigint not null, started_at {ts} not null, ended_at {ts});
create index approval_case on approval (case_id);
create table approval_step (
  id {id}, approval_id bigint not null references approval(id), position bigint not null, label text not null, role text not null,
  section_id bigint not null references section(id), act text not null, done_by bigint, done_for text, done_at {ts});
create index approval_step_approval on approval_step (approval_id);
create index approval_step_turn on approval_step (section_id, role, done_at);
create table letter (
  id {id}, submission_id bigint not null references submission(id), is_final {bool} not null, body text not null, sha256 text not null,
  signature text not null, document_number text not null, medium text not null, created_by bigint not null, created_at {ts} not null);
create index letter_submission on letter (submission_id);
create table letter_point (
  id {id}, letter_id bigint not null references letter(id), case_id bigint not null references "case"(id), reply_id bigint references reply(id),
  reply_sha256 text, reason text, unique (letter_id, case_id));
create table dispatch (
  id {id}, letter_id bigint not null references letter(id), medium text not null, recipient text, queued_at {ts} not null, sent_at {ts},
  evidence text, bounced_at {ts});
create index dispatch_letter on dispatch (letter_id);

create table attachment (
  id {id}, key text not null unique, owner_noun text not null, owner_id bigint not null, blob_hash text not null, file_name text not null,
  media_type text not null, size bigint not null, scan_state text not null, created_at {ts} not null);
create index attachment_owner on attachment (owner_noun, owner_id);
create table blob (hash text primary key, bytes {blob} not null, created_at {ts} not null);
create table upload (
  id {id}, form_key text not null, blob_hash text not null, file_name text not null, media_type text not null, size bigint not null,
  created_at {ts} not null);
create index upload_form on upload (form_key);

create table outbox_mail (
  id {id}, kind text not null, recipient text not null, body text not null, submission_id bigint, dispatch_id bigint,
  state text not null, attempts bigint not null, run_at {ts} not null, lease_until {ts}, locked_by text, last_error text,
  created_at {ts} not null, sent_at {ts}, evidence text);
create index outbox_ready on outbox_mail (state, run_at);
create table job (
  id {id}, kind text not null, body text not null, state text not null, attempts bigint not null, run_at {ts} not null,
  lease_until {ts}, locked_by text, last_error text, created_at {ts} not null);
create index job_ready on job (state, run_at);
create table notice (
  id {id}, staff_id bigint not null references staff(id), case_id bigint not null, code text not null, created_at {ts} not null, mailed_at {ts});
create index notice_open on notice (mailed_at, staff_id);
create table circulation (
  id {id}, case_id bigint not null references "case"(id), role text not null, read_by bigint, read_at {ts}, created_at {ts} not null);

create table free_text (id {id}, body text not null);
create table case_event (
  id {id}, case_id bigint not null, submission_id bigint not null, at {ts} not null, actor_kind text not null, actor_id bigint,
  code text not null, data text not null, free_text_id bigint, sha256 text not null);
create index case_event_case on case_event (case_id, id);
create index case_event_submission on case_event (submission_id, id);
create table audit_event (
  id {id}, at {ts} not null, actor_kind text not null, actor_id bigint, code text not null, noun text not null, subject_id bigint,
  data text not null, free_text_id bigint, sha256 text not null);
create index audit_event_subject on audit_event (noun, subject_id);
create index audit_event_actor on audit_event (actor_id, id);
