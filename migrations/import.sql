-- Tables of voices that others filled in: the file, what becomes of each row, and how far its voices are taken in. Cells are a
-- resident's words: they stand in rows of their own, and are erased when their voice is taken in or the file is given up.
-- A row's voice names the row (submission.source_noun = 'import_row').

create table import (
  id {id}, key text not null unique, file_name text not null, file_hash text not null, sheet text, headers text not null, header_key text not null,
  mapping text not null, channel text not null, is_text {bool} not null, section_id bigint not null references section(id), staff_id bigint not null references staff(id),
  state text not null, rows bigint not null, take_known {bool} not null, after_row bigint not null, taken bigint not null, kept bigint not null,
  created_at {ts} not null, started_at {ts}, ended_at {ts});
create index import_file on import (file_hash);
create index import_header on import (section_id, header_key, id);
create table import_row (
  id {id}, import_id bigint not null references import(id), row_no bigint not null, state text not null, errors text not null, flags text not null,
  hash text not null, head text not null, received_on {date}, channel text, cells text, unique (import_id, row_no));
create index import_row_hash on import_row (hash, state);
create index import_row_state on import_row (import_id, state, row_no);
create index submission_source on submission (source_noun, source_id) where source_noun is not null;
