-- Tokens of the keys, apart from the keys, so that a walk over keys reads no tokens.
create table findable_gram (id bigint primary key references findable(id) on delete cascade, grams tsvector not null);
-- Without good statistics and a short list of what is not merged yet, common words take a hundred times as long.
alter table findable_gram alter column grams set statistics 1000;
alter table findable_gram set (autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);
create index findable_gram_grams on findable_gram using gin (grams) with (gin_pending_list_limit = 512);
