-- Tests that failed: each is alone in its lane. They are no deliveries that were given up, and are taken off those when they are counted.
create index delivery_failed_test on integrations.delivery (tenant_id, endpoint_id) where state = 'dead' and lane = event_id;
