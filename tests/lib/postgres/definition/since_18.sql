CREATE TABLE app.not_nulls (a integer CONSTRAINT "A is there" NOT NULL, b integer NOT NULL NO INHERIT, c integer, d integer NOT NULL);
ALTER TABLE app.not_nulls ADD CONSTRAINT c_there NOT NULL c NOT VALID;
CREATE TABLE app.virtual_one (a integer, b integer GENERATED ALWAYS AS (a * 2) VIRTUAL, c integer GENERATED ALWAYS AS (a + 1) STORED);
CREATE TABLE app.temporal (id int4range, during daterange, CONSTRAINT temporal_key PRIMARY KEY (id, during WITHOUT OVERLAPS), CONSTRAINT temporal_u UNIQUE (id, during WITHOUT OVERLAPS) DEFERRABLE);
CREATE TABLE app.temporal_child (pid int4range, during daterange, CONSTRAINT temporal_fk FOREIGN KEY (pid, PERIOD during) REFERENCES app.temporal (id, PERIOD during));
CREATE TABLE app.unenforced (a integer CONSTRAINT u CHECK (a > 0) NOT ENFORCED, b integer CONSTRAINT u_fk REFERENCES app.target NOT ENFORCED);
CREATE UNIQUE INDEX gin_words ON app.wide (a) NULLS NOT DISTINCT;
CREATE PUBLICATION p_generated FOR TABLE app.virtual_one WITH (publish_generated_columns = stored);
