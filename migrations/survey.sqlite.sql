-- Without a rowid nothing tells which answer came before another.
create table response (
  key text not null primary key, survey_id bigint not null references survey(id),
  questionnaire_id bigint not null references questionnaire(id), profile text not null, method text not null,
  complete boolean not null, answers text not null) without rowid;
create index response_survey on response (survey_id, key);
create index response_count on response (survey_id, complete);
