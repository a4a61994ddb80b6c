-- 供覧: a case lies before the office once at a time.
create unique index circulation_waits on circulation (case_id) where read_at is null;
