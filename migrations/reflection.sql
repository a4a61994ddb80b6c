-- What residents read beside a survey's figures is a text of its own, to which two people agreed; what is being written stands
-- beside it. The day for which somebody was reminded of 反映状況 is kept, so that nobody is reminded twice.
alter table survey_result add column public_comment text not null default '';
alter table survey_result add column public_reflection text not null default '';
alter table survey_result add column public_due_on {date};
alter table survey_result add column told_late_for {date};
update survey_result set public_comment = comment, public_reflection = reflection, public_due_on = reflection_due_on
  where survey_id in (select id from survey where state = 'reported');
create table survey_consent (
  id {id}, survey_id bigint not null references survey(id), sha256 text not null, staff_id bigint not null, created_at {ts} not null,
  unique (survey_id, sha256, staff_id));
