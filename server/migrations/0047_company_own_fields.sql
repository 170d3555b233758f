-- MB-2: which parts of their profile a company's members write themselves.
alter table company.company add column own_fields text[] not null default '{nickname,phones,zone,photo}'
  check (own_fields <@ '{phonetic,names,nickname,personalEmail,phones,workplace,duty,birthday,zone,photo}');
