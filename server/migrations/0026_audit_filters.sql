-- The audit log by one exact action, and what the system itself did, each newest first.
create index event_by_action on audit.event (tenant_id, company_id, action, event_id desc);
create index event_by_system on audit.event (tenant_id, company_id, event_id desc) where actor_kind = 'system';
