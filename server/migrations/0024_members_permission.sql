-- Who has a service permission of their own: counted in the list, and what stands in the way of deleting it.
create index member_by_permission on members.member (tenant_id, permission_id) where permission_id is not null;
