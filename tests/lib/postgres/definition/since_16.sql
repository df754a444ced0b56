CREATE TABLE app.storage_inline (a text STORAGE EXTERNAL, b text STORAGE MAIN COMPRESSION pglz);
CREATE FUNCTION app.json_words() RETURNS text LANGUAGE sql RETURN system_user;
