-- Who is asked in a survey, what was sent to them, and which codes were given out. The answers stand elsewhere and no column
-- here joins one of them: a participant has no time, no sequence and no event; a code's text stands nowhere, its seed only
-- until the mail is sent or the letter printed.

create table invitee (
  id {id}, survey_id bigint not null references survey(id), monitor_id bigint, number bigint not null,
  name text not null, postal_code text not null, address text not null, email text, language text not null,
  profile text not null, asked_no_more {bool} not null,
  unique (survey_id, number));

create table invitation (
  id {id}, survey_id bigint not null references survey(id), invitee_id bigint not null references invitee(id),
  kind text not null, medium text not null, seed text, state text not null, outbox_id bigint,
  created_at {ts} not null, sent_at {ts});
create index invitation_survey on invitation (survey_id, state, id);
create index invitation_invitee on invitation (invitee_id, id);
create index invitation_outbox on invitation (outbox_id);

-- 返送された紙: the number that was written on it, what it became, and what a second person read.
create table paper_return (
  id {id}, survey_id bigint not null references survey(id), number bigint not null, response_key text not null,
  first_by bigint not null, second_by bigint, second_answers text, decided_by bigint, state text not null,
  differences bigint not null,
  unique (survey_id, number));

-- Only surveys that say so on their first page keep whose an answer is.
create table named_answer (
  response_key text primary key, survey_id bigint not null references survey(id), invitee_id bigint not null references invitee(id));
create index named_answer_survey on named_answer (survey_id, invitee_id);
