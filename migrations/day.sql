-- A dialogue day or a slot that moved after people had been told: from what to what, why, and how many were told. A notice knows the
-- slot it speaks of, so that its calendar file can be made; of an application whose contact was erased the day stands.
create table dialogue_move (
  id {id}, day_id bigint not null references dialogue_day(id), slot_id bigint,
  before_on {date} not null, before_time text not null, before_venue text not null,
  after_on {date} not null, after_time text not null, after_venue text not null,
  reason_text_id bigint references free_text(id), told bigint not null, moved_by bigint, moved_at {ts} not null);
create index dialogue_move_day on dialogue_move (day_id, id);
alter table decision_notice add column slot_id bigint;
alter table application add column purged_at {ts};
