-- Example: the database after 'sqlx migrate run' (0.9.0) of 1 to 3.
-- What the tool made and wrote, as pg_dump gave it.
CREATE TABLE public._sqlx_migrations (
    version bigint NOT NULL,
    description text NOT NULL,
    installed_on timestamp with time zone DEFAULT now() NOT NULL,
    success boolean NOT NULL,
    checksum bytea NOT NULL,
    execution_time bigint NOT NULL
);
CREATE TABLE public.account (
    id bigint NOT NULL,
    email text NOT NULL
);
CREATE TABLE public.product (
    id bigint NOT NULL,
    title text NOT NULL,
    price_cents bigint NOT NULL
);
CREATE TABLE public.purchase (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    placed_at timestamp with time zone DEFAULT now() NOT NULL
);
INSERT INTO public._sqlx_migrations VALUES (1, 'accounts', '2026-11-21 12:33:40.846585+00', true, '\x30b9560755ae618c8e93fdb726033fbc4eafadad3f94a44c2fcee92f77af9cd015f7a9fefe1e41d07aa8de04c9b4d684', 3375762);
INSERT INTO public._sqlx_migrations VALUES (2, 'products', '2026-11-21 12:33:40.850349+00', true, '\xcc1bb2fd897c66d2a78d84c1fc633dc8ec52c4d6a24893d75339fad188d9f0745fe7df1d70e014d32489df902914aa8a', 2300770);
INSERT INTO public._sqlx_migrations VALUES (3, 'orders', '2026-11-21 12:33:40.852834+00', true, '\x146680c4947640815693dcdf9b9a99369a0c7df8de08c245376262dd2e42a5c279c5dc7849ff73cff63b8c2b5c78a2db', 1924243);
ALTER TABLE ONLY public._sqlx_migrations
    ADD CONSTRAINT _sqlx_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_email_key UNIQUE (email);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.product
    ADD CONSTRAINT product_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.purchase
    ADD CONSTRAINT purchase_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.purchase
    ADD CONSTRAINT purchase_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);
