-- DS-8: the list of the largest is downloaded as the other lists are. The contract says which lists there are.
alter table exports.file drop constraint file_list_check;
alter table exports.file add constraint file_list_check check (list ~ '^[a-z][a-z_]{0,39}$');
