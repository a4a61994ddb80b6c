-- 成果指標の実績: every value that was ever proposed for an indicator and a fiscal year, with what became of it; none is deleted.
-- An indicator is called as its plan calls it; unit, first value and target stand in the plan's file. `formula` and `version` say
-- from which answers the program reckoned a value, so that it can be reckoned again.
create table indicator_actual (
  id {id}, key text unique, plan_id bigint not null references plan(id), policy_code text not null, name text not null,
  year bigint not null, value double precision not null, origin text not null, source text not null, note text not null,
  survey_id bigint references survey(id), version bigint, formula text not null, words text not null, chosen bigint, n bigint,
  state text not null, proposed_by bigint, proposed_at {ts} not null, decided_by bigint, decided_at {ts}, reason text not null,
  lock bigint not null);
create index indicator_actual_plan on indicator_actual (plan_id, policy_code, name, year);
create index indicator_actual_state on indicator_actual (state, id);
-- One value is in force for an indicator and a year, and one proposal waits.
create unique index indicator_actual_in_force on indicator_actual (plan_id, policy_code, name, year) where state = 'in_force';
create unique index indicator_actual_proposed on indicator_actual (plan_id, policy_code, name, year) where state = 'proposed';

-- A question of a survey whose free texts are taken in as voices: the voices' `source_noun` and `source_id` point here. Which text
-- became which voice stands nowhere: a voice's `form_key` is a keyed hash of question and text, and an answer's key is never beside it.
create table survey_intake (
  id {id}, survey_id bigint not null references survey(id), question text not null, unique (survey_id, question));
