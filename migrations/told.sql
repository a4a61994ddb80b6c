-- A proposed value of an indicator waits for somebody who decides: it waits for the next hourly mail like what happened to a case.
create table indicator_notice (
  id {id}, staff_id bigint not null references staff(id), actual_id bigint not null references indicator_actual(id), code text not null,
  created_at {ts} not null, mailed_at {ts});
create index indicator_notice_open on indicator_notice (mailed_at, staff_id);
create index indicator_notice_staff on indicator_notice (staff_id, mailed_at);
-- When did somebody get their last hourly mail? Without it every notice that they ever got was read.
create index notice_staff on notice (staff_id, mailed_at);
