-- Reading the audit log: by the noun of an action (`member.`), and by who acted; newest first.
alter table audit.event add column topic text not null generated always as (split_part(action, '.', 1)) stored;
create index event_by_topic on audit.event (tenant_id, company_id, topic, event_id desc);
create index event_by_actor on audit.event (tenant_id, company_id, actor_id, event_id desc);
