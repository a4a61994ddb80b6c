-- Groups of opinions: what was asked, how far the work is, and what was found. Words of a label stand in `body` with the
-- ids of the cases that use them; residents' texts are nowhere here. A member is a case; what is erased or must no longer
-- be known drops out where the members are read, and with it what they counted.

create table topic_map (
  id {id}, key text not null unique, asked text not null, state text not null, progress bigint not null, version text not null,
  body text not null, created_by bigint not null, created_at {ts} not null, done_at {ts});
create table topic_member (
  id {id}, map_id bigint not null references topic_map(id), case_id bigint not null, group_no bigint not null, place bigint not null,
  same_text bigint not null, unique (map_id, group_no, place));
create index topic_member_case on topic_member (case_id);
