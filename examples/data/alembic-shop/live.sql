-- Example: the database after 'alembic upgrade head' (1.20.1), when 0003_audit_log.py was the head.
-- What the tool made and wrote, as pg_dump gave it.
CREATE TABLE public.account (
    id bigint NOT NULL,
    email text NOT NULL
);
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.audit_log (
    id bigint NOT NULL,
    entry text NOT NULL
);
CREATE TABLE public.product (
    id bigint NOT NULL,
    title text NOT NULL
);
INSERT INTO public.alembic_version VALUES ('0003');
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.product
    ADD CONSTRAINT product_pkey PRIMARY KEY (id);
