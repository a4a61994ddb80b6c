-- What the office's pages count, each from one index without reading a row: cases by the day they came in, ended ones by
-- the day they ended, open ones by their section, rulings and returns by the day they were made. Beside them, who wants a
-- digest.

create index case_figure on "case" (
  received_on, restricted, branch, measure_state, measure_id, kind, channel, outcome, closed_on, holder_id);
create index case_ended on "case" (closed_on, restricted, holder_id, status, received_on, due_on) where closed_on is not null;
create index case_load on "case" (holder_id, received_on, open, restricted, due_on) where open;
create index case_ruled on "case" (holder_at, id) where open and ruled;
create index assignment_returned on assignment (until_at, section_id, case_id) where suggested_id is not null;

create table digest (
  staff_id bigint primary key references staff(id), pace text not null, sent_on {date});
