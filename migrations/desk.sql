-- What a machine read off a slip is a guess, kept only until somebody has read the slip; the day that stands on a slip is its
-- own value beside the day of receipt.
alter table slip add column guess text not null default '';
alter table slip add column posted_on {date};

-- A table of the past is taken in without alarms; dangerous words of a row are known before it is taken in.
alter table import add column past {bool} not null default false;
alter table import add column screened text not null default '';
alter table import_row add column danger text not null default '';
create index import_row_doubt on import_row (import_id, row_no) where flags <> '[]';
create index import_row_danger on import_row (import_id, row_no) where danger <> '';

-- The raw bytes of an old mail are erased; what became of it stays.
alter table incoming_mail add column raw_erased_at {ts};
