-- Mails that came in: what became of each, and by which key an answer or a returned mail finds the mail of ours that it
-- means. `place` is where the hearing desk finds it: none (it became a voice or a part of one), waiting, noted, done.

create table incoming_mail (
  id {id}, key text not null unique, blob_hash text not null unique, digest text unique, size bigint not null, whole {bool} not null,
  message_id text not null, sender_hash text, verdict text not null, reason text not null, title text not null, danger text not null,
  submission_id bigint references submission(id), outbox_id bigint references outbox_mail(id), answered {bool} not null,
  left_files bigint not null, cut {bool} not null, place text not null, arrived_at {ts} not null, taken_at {ts} not null,
  done_at {ts}, done_by bigint references staff(id));
create index incoming_mail_submission on incoming_mail (submission_id, id);
create index incoming_mail_sender on incoming_mail (sender_hash, taken_at);
create index incoming_mail_waiting on incoming_mail (id) where place = 'waiting';
create index incoming_mail_desk on incoming_mail (id) where place <> 'none';

alter table outbox_mail add column message_key text;
create unique index outbox_message_key on outbox_mail (message_key);
alter table contact add column bounced_at {ts};
