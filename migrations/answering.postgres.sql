-- Rows of a survey are rewritten together whenever a mark changes, so that their order and age are one.
create table participant (
  code_hash text primary key, survey_id bigint not null references survey(id),
  invitee_id bigint not null references invitee(id), void boolean not null, answered boolean not null);
create index participant_survey on participant (survey_id, invitee_id);
