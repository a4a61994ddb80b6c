-- Tokens of the keys. Nothing but the lists of where they stand: the key itself is in `findable`.
create virtual table findable_gram using fts5(grams, content='', contentless_delete=1, detail=none, tokenize='ascii');
