-- Under whose name a letter went out (名義): the code of the template that was chosen; empty: the city's usual one.
alter table letter add column template text not null default '';
