create table fingerprint_key (key bigint not null, submission_id bigint not null, primary key (key, submission_id));
