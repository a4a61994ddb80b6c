-- Surveys (調査), the versions of their questionnaires, and questions that come back every year. Answers stand in a table of
-- their own that each database makes in its own way: no sequence, no time, no order in which they came.

create table survey (
  id {id}, code text not null unique, title text not null, section_id bigint not null references section(id), state text not null,
  anonymous {bool} not null, kind text not null, starts_on {date} not null, ends_on {date} not null, target text not null,
  method text not null, purpose text not null, selection text not null, population bigint, demo {bool} not null,
  created_by bigint, created_at {ts} not null, submitted_by bigint, opened_at {ts}, closed_at {ts}, lock bigint not null);
create index survey_state on survey (state, id);
create index survey_section on survey (section_id, id);
create table survey_step (
  id {id}, survey_id bigint not null references survey(id), code text not null, text_id bigint references free_text(id),
  actor_kind text not null, actor_id bigint, at {ts} not null);
create index survey_step_survey on survey_step (survey_id, id);

-- frozen: the reviewers or those who answered have seen this very text; a change makes the next version.
create table questionnaire (
  id {id}, survey_id bigint not null references survey(id), no bigint not null, body text not null, sha256 text not null,
  frozen {bool} not null, written_at {ts} not null, unique (survey_id, no));

create table question_bank (
  code text not null primary key, text text not null, body text not null, retired {bool} not null, created_by bigint,
  created_at {ts} not null);

-- Which tables of answers were taken in, so that the same one is noticed. It names no answer.
create table response_file (survey_id bigint not null references survey(id), sha256 text not null, primary key (survey_id, sha256));
