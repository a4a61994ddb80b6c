-- Whether a letter was taken to a case of the same text is asked for each letter of a group; few rows say so.
create index case_submission_same on case_submission (submission_id) where relation = 'same_content';
-- Every morning: which matters under consideration are to be looked at again?
create index case_follow_up on "case" (follow_up_on, id) where follow_up_on is not null;
