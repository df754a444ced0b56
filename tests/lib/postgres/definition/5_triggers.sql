CREATE TABLE app.watched (id integer, a integer, "B b" text, c text);
CREATE TABLE app.watched_other (id integer);
CREATE VIEW app.watched_view AS SELECT id, a FROM app.watched;
CREATE TRIGGER t_before BEFORE INSERT ON app.watched FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE TRIGGER t_after AFTER UPDATE OR DELETE OR INSERT ON app.watched FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE TRIGGER "T all" AFTER TRUNCATE OR DELETE OR INSERT OR UPDATE ON app.watched EXECUTE FUNCTION app.touch();
CREATE TRIGGER t_columns BEFORE UPDATE OF c, "B b", a OR INSERT ON app.watched FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE TRIGGER t_columns_last BEFORE DELETE OR UPDATE OF a ON app.watched FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE TRIGGER t_when BEFORE UPDATE ON app.watched FOR EACH ROW WHEN (OLD.a IS DISTINCT FROM NEW.a) EXECUTE FUNCTION app.touch();
CREATE TRIGGER t_when_long AFTER UPDATE ON app.watched FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.* AND NEW."B b" <> ') EXECUTE FUNCTION x(' OR OLD.c = 'it''s') EXECUTE FUNCTION app.touch('WHEN (', ') EXECUTE FUNCTION ');
CREATE TRIGGER t_when_statement BEFORE INSERT ON app.watched WHEN (pg_trigger_depth() < 2) EXECUTE FUNCTION app.touch();
CREATE TRIGGER t_when_bracket BEFORE INSERT ON app.watched FOR EACH ROW WHEN ((NEW.a > 1) AND (app.twice(NEW.a) < 9)) EXECUTE FUNCTION app.touch();
CREATE TRIGGER t_arguments BEFORE INSERT ON app.watched FOR EACH ROW EXECUTE FUNCTION app.touch('plain', 'it''s', E'back\\slash', '', 42, word, 'ünï', E'new\nline');
CREATE TRIGGER t_own_function BEFORE INSERT ON app.watched FOR EACH ROW EXECUTE FUNCTION "Odd Schema"."Touch ""it"""();
CREATE TRIGGER t_system_function BEFORE UPDATE ON app.watched FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
CREATE TRIGGER t_old AFTER DELETE ON app.watched REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION app.touch();
CREATE TRIGGER t_new AFTER INSERT ON app.watched REFERENCING NEW TABLE AS "New Ones" FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE TRIGGER t_both AFTER UPDATE ON app.watched REFERENCING NEW TABLE AS "user" OLD TABLE AS "select" FOR EACH STATEMENT EXECUTE FUNCTION app.touch('x');
CREATE CONSTRAINT TRIGGER k_plain AFTER INSERT ON app.watched FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE CONSTRAINT TRIGGER k_deferrable AFTER INSERT OR UPDATE OF a ON app.watched DEFERRABLE FOR EACH ROW WHEN (NEW.a > 1) EXECUTE FUNCTION app.touch();
CREATE CONSTRAINT TRIGGER k_deferred AFTER DELETE ON app.watched DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE CONSTRAINT TRIGGER "K from" AFTER DELETE ON app.watched FROM app.watched_other NOT DEFERRABLE FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE TRIGGER v_instead INSTEAD OF INSERT OR UPDATE OR DELETE ON app.watched_view FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE TRIGGER v_statement AFTER UPDATE ON app.watched_view FOR EACH STATEMENT EXECUTE FUNCTION app.touch();
CREATE TRIGGER "Od""d.t" BEFORE INSERT ON app."Order Line" FOR EACH ROW WHEN (NEW."größe" > 0) EXECUTE FUNCTION app.touch();
CREATE TRIGGER on_partitioned AFTER INSERT ON app.event FOR EACH ROW EXECUTE FUNCTION app.touch('p');
CREATE TRIGGER on_partition BEFORE INSERT ON app.event_2026 FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE TRIGGER on_foreign BEFORE INSERT ON app.remote FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE TRIGGER disabled BEFORE INSERT ON app.watched FOR EACH ROW EXECUTE FUNCTION app.touch();
ALTER TABLE app.watched DISABLE TRIGGER disabled;

DO $$ BEGIN  -- roles outlive the database
  IF to_regrole('definition_a') IS NULL THEN
    CREATE ROLE definition_a;
    CREATE ROLE "Definition B";
  END IF;
END $$;
CREATE POLICY p_plain ON app.watched;
CREATE POLICY p_all ON app.watched USING (a > 1);
CREATE POLICY "P full" ON app.watched AS RESTRICTIVE FOR UPDATE TO definition_a, "Definition B" USING (a > 1 AND c = current_user) WITH CHECK ("B b" IN (SELECT note FROM app.plain));
CREATE POLICY p_insert ON app.watched FOR INSERT TO CURRENT_USER WITH CHECK (true);
CREATE POLICY p_delete ON app."Order Line" FOR DELETE USING ("Id" > 0);
CREATE POLICY p_select ON app.watched FOR SELECT TO PUBLIC USING (app.twice(id) = 4);

CREATE RULE r_nothing AS ON DELETE TO app.watched DO INSTEAD NOTHING;
CREATE RULE "R odd" AS ON INSERT TO app.watched WHERE NEW.a > 1 DO ALSO (INSERT INTO app.plain VALUES (NEW.id, 'it''s'); DELETE FROM app.watched_other);
CREATE RULE r_view AS ON UPDATE TO app.simple DO INSTEAD UPDATE app.plain SET note = NEW.note WHERE id = OLD.id RETURNING id, note;

CREATE EVENT TRIGGER e_plain ON ddl_command_end EXECUTE FUNCTION app.on_ddl();
CREATE EVENT TRIGGER "E odd" ON sql_drop WHEN TAG IN ('DROP TABLE', 'DROP VIEW') EXECUTE FUNCTION app.on_ddl();
CREATE EVENT TRIGGER e_off ON ddl_command_start EXECUTE FUNCTION app.on_ddl();
ALTER EVENT TRIGGER e_off DISABLE;
ALTER EVENT TRIGGER "E odd" ENABLE REPLICA;
