-- 自由記述 in the search and in groups of opinions: what people wrote in surveys that are over, personal details masked, question by
-- question in the order of the answers' random keys. Nothing leads from a text to an answer, and so to whoever wrote it.
create table survey_text (
  id {id}, survey_id bigint not null references survey(id), question text not null, body text not null);
create index survey_text_question on survey_text (survey_id, question, id);
-- Up to which change of its answers a survey's texts stand there.
create table survey_found (survey_id bigint primary key references survey(id), changed bigint not null, indexed bigint not null);

-- Small kana and large ones, づ and ず are one in a search from here on: lines of voices that are there already are made again, newest first.
insert into setting (name, value) select 'search_below', '9223372036854775807' where exists (select 1 from submission)
  on conflict (name) do update set value = excluded.value;
insert into job (kind, body, state, attempts, run_at, created_at)
  select 'index', '{"kind":"index"}', 'ready', 0, '2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00'
  where exists (select 1 from submission);

-- Records and summaries of dialogue days that are there already are indexed by the worker; how far it came stands in the setting.
insert into setting (name, value) select 'search_remarks', '9223372036854775807' where exists (select 1 from remark);
insert into setting (name, value) select 'search_summaries', '9223372036854775807' where exists (select 1 from summary);
