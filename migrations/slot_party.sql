-- A person who comes to a dialogue day is no name in the day's plan: it stands with the application, behind the mask.
update slot set party = '個人' where application_id is not null and party_kind = 'person';
