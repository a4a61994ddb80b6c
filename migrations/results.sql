-- What stands beside a survey's figures: the population they are weighed on, what the office says of them, and what the city did
-- with them (反映状況), with the day by which it is told.
create table survey_result (
  survey_id bigint primary key references survey(id), population text not null, comment text not null, reflection text not null,
  reflection_due_on {date}, reflected_at {ts}, updated_by bigint, updated_at {ts} not null, lock bigint not null);
create index survey_result_due on survey_result (reflection_due_on);
