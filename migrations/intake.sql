-- How a voice was taken in: who wrote it down and where, for whom (代筆・代理), and what stands on a 要望書 beside its
-- items. A memo that is still being written stands in a row of its writer's own, so that nothing typed is lost.

create table intake (
  id {id}, submission_id bigint not null unique references submission(id), staff_id bigint, section_id bigint,
  proxy text, proxy_for text, proxy_writer text, read_back {bool} not null,
  organisation text, resolution text, resolved_on {date}, budget_year bigint, earlier_id bigint references submission(id),
  created_at {ts} not null);
create index intake_staff on intake (staff_id, id);
create index intake_earlier on intake (earlier_id);
create table memo_draft (staff_id bigint primary key references staff(id), body text not null, saved_at {ts} not null);
