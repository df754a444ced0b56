CREATE PUBLICATION p_options FOR TABLE app.event WITH (publish = 'insert, delete', publish_via_partition_root = true);
CREATE INDEX class_options ON app.wide USING gist (g tsvector_ops (siglen = 100)) WITH (fillfactor = 90);
ALTER STATISTICS app.all_kinds SET STATISTICS 77;
CREATE INDEX options_two ON app.wide (a) WITH (deduplicate_items = off, fillfactor = 77);
