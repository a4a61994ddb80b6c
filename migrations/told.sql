-- What waits for somebody beside cases (a proposed value of an indicator, a memo that a section is asked for, a summary to be read):
-- it waits for the next hourly mail like what happened to a case. `noun` says what `subject_id` is the key of.
create table matter_notice (
  id {id}, staff_id bigint not null references staff(id), noun text not null, subject_id bigint not null, code text not null,
  created_at {ts} not null, mailed_at {ts});
create index matter_notice_open on matter_notice (mailed_at, staff_id);
create index matter_notice_staff on matter_notice (staff_id, mailed_at);
-- When did somebody get their last hourly mail? Without it every notice that they ever got was read.
create index notice_staff on notice (staff_id, mailed_at);
