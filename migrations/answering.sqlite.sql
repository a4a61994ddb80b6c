-- A table in the order of its hashes: nothing in it tells in which order rows came or changed.
create table participant (
  code_hash text primary key, survey_id bigint not null references survey(id),
  invitee_id bigint not null references invitee(id), void boolean not null, answered boolean not null) without rowid;
create index participant_survey on participant (survey_id, invitee_id);
