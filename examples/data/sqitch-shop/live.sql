-- Example: the database after 'sqitch deploy' (1.3.1) of accounts, products and orders.
-- What the tool made and wrote, as pg_dump gave it.
CREATE SCHEMA sqitch;
CREATE TABLE public.account (
    id bigint NOT NULL,
    email text NOT NULL
);
ALTER TABLE public.account ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.product (
    id bigint NOT NULL,
    title text NOT NULL,
    price_cents bigint NOT NULL,
    CONSTRAINT product_price_cents_check CHECK ((price_cents >= 0))
);
ALTER TABLE public.product ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.product_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.purchase (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    product_id bigint NOT NULL,
    placed_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE public.purchase ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.purchase_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE sqitch.changes (
    change_id text NOT NULL,
    script_hash text,
    change text NOT NULL,
    project text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    committed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    committer_name text NOT NULL,
    committer_email text NOT NULL,
    planned_at timestamp with time zone NOT NULL,
    planner_name text NOT NULL,
    planner_email text NOT NULL
);
CREATE TABLE sqitch.dependencies (
    change_id text NOT NULL,
    type text NOT NULL,
    dependency text NOT NULL,
    dependency_id text,
    CONSTRAINT dependencies_check CHECK ((((type = 'require'::text) AND (dependency_id IS NOT NULL)) OR ((type = 'conflict'::text) AND (dependency_id IS NULL))))
);
CREATE TABLE sqitch.events (
    event text NOT NULL,
    change_id text NOT NULL,
    change text NOT NULL,
    project text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    requires text[] DEFAULT '{}'::text[] NOT NULL,
    conflicts text[] DEFAULT '{}'::text[] NOT NULL,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    committed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    committer_name text NOT NULL,
    committer_email text NOT NULL,
    planned_at timestamp with time zone NOT NULL,
    planner_name text NOT NULL,
    planner_email text NOT NULL,
    CONSTRAINT events_event_check CHECK ((event = ANY (ARRAY['deploy'::text, 'revert'::text, 'fail'::text, 'merge'::text])))
);
CREATE TABLE sqitch.projects (
    project text NOT NULL,
    uri text,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    creator_name text NOT NULL,
    creator_email text NOT NULL
);
CREATE TABLE sqitch.releases (
    version real NOT NULL,
    installed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    installer_name text NOT NULL,
    installer_email text NOT NULL
);
CREATE TABLE sqitch.tags (
    tag_id text NOT NULL,
    tag text NOT NULL,
    project text NOT NULL,
    change_id text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    committed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    committer_name text NOT NULL,
    committer_email text NOT NULL,
    planned_at timestamp with time zone NOT NULL,
    planner_name text NOT NULL,
    planner_email text NOT NULL
);
INSERT INTO sqitch.changes VALUES ('4559aeb4ae8087b454441dd8fe2ac7b828c15e45', 'e72ca431ee0e33299b1ea02a66d35e00ea56eacd', 'accounts', 'shop', 'Who buys', '2026-11-21 12:33:40.001143+00', 'Shop Team', 'shop@example.com', '2026-03-02 09:00:00+00', 'Shop Team', 'shop@example.com');
INSERT INTO sqitch.changes VALUES ('ae85c5162ba0791f3350e882eff3f129c5dc51e0', 'c7366de8e18fae872ea6de6a8e42cb36dbfa8156', 'products', 'shop', 'What is sold', '2026-11-21 12:33:40.071004+00', 'Shop Team', 'shop@example.com', '2026-03-02 09:30:00+00', 'Shop Team', 'shop@example.com');
INSERT INTO sqitch.changes VALUES ('599c58bab1ebc3327357c7f068879c753fb3c605', '48a0790f85614f1d48c0f1dec4a2a0e4fb0ad586', 'orders', 'shop', 'Who bought what', '2026-11-21 12:33:40.138768+00', 'Shop Team', 'shop@example.com', '2026-03-09 10:00:00+00', 'Shop Team', 'shop@example.com');
INSERT INTO sqitch.dependencies VALUES ('599c58bab1ebc3327357c7f068879c753fb3c605', 'require', 'accounts', '4559aeb4ae8087b454441dd8fe2ac7b828c15e45');
INSERT INTO sqitch.dependencies VALUES ('599c58bab1ebc3327357c7f068879c753fb3c605', 'require', 'products', 'ae85c5162ba0791f3350e882eff3f129c5dc51e0');
INSERT INTO sqitch.events VALUES ('deploy', '4559aeb4ae8087b454441dd8fe2ac7b828c15e45', 'accounts', 'shop', 'Who buys', '{}', '{}', '{}', '2026-11-21 12:33:40.00257+00', 'Shop Team', 'shop@example.com', '2026-03-02 09:00:00+00', 'Shop Team', 'shop@example.com');
INSERT INTO sqitch.events VALUES ('deploy', 'ae85c5162ba0791f3350e882eff3f129c5dc51e0', 'products', 'shop', 'What is sold', '{}', '{}', '{}', '2026-11-21 12:33:40.071982+00', 'Shop Team', 'shop@example.com', '2026-03-02 09:30:00+00', 'Shop Team', 'shop@example.com');
INSERT INTO sqitch.events VALUES ('deploy', '599c58bab1ebc3327357c7f068879c753fb3c605', 'orders', 'shop', 'Who bought what', '{accounts,products}', '{}', '{}', '2026-11-21 12:33:40.140686+00', 'Shop Team', 'shop@example.com', '2026-03-09 10:00:00+00', 'Shop Team', 'shop@example.com');
INSERT INTO sqitch.projects VALUES ('shop', 'https://example.com/shop/', '2026-11-21 12:33:39.928784+00', 'Shop Team', 'shop@example.com');
INSERT INTO sqitch.releases VALUES (1.1, '2026-11-21 12:33:39.927594+00', 'Shop Team', 'shop@example.com');
SELECT pg_catalog.setval('public.account_id_seq', 1, false);
SELECT pg_catalog.setval('public.product_id_seq', 1, false);
SELECT pg_catalog.setval('public.purchase_id_seq', 1, false);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_email_key UNIQUE (email);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.product
    ADD CONSTRAINT product_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.purchase
    ADD CONSTRAINT purchase_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sqitch.changes
    ADD CONSTRAINT changes_pkey PRIMARY KEY (change_id);
ALTER TABLE ONLY sqitch.changes
    ADD CONSTRAINT changes_project_script_hash_key UNIQUE (project, script_hash);
ALTER TABLE ONLY sqitch.dependencies
    ADD CONSTRAINT dependencies_pkey PRIMARY KEY (change_id, dependency);
ALTER TABLE ONLY sqitch.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (change_id, committed_at);
ALTER TABLE ONLY sqitch.projects
    ADD CONSTRAINT projects_pkey PRIMARY KEY (project);
ALTER TABLE ONLY sqitch.projects
    ADD CONSTRAINT projects_uri_key UNIQUE (uri);
ALTER TABLE ONLY sqitch.releases
    ADD CONSTRAINT releases_pkey PRIMARY KEY (version);
ALTER TABLE ONLY sqitch.tags
    ADD CONSTRAINT tags_pkey PRIMARY KEY (tag_id);
ALTER TABLE ONLY sqitch.tags
    ADD CONSTRAINT tags_project_tag_key UNIQUE (project, tag);
ALTER TABLE ONLY public.purchase
    ADD CONSTRAINT purchase_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);
ALTER TABLE ONLY public.purchase
    ADD CONSTRAINT purchase_product_id_fkey FOREIGN KEY (product_id) REFERENCES public.product(id);
ALTER TABLE ONLY sqitch.changes
    ADD CONSTRAINT changes_project_fkey FOREIGN KEY (project) REFERENCES sqitch.projects(project) ON UPDATE CASCADE;
ALTER TABLE ONLY sqitch.dependencies
    ADD CONSTRAINT dependencies_change_id_fkey FOREIGN KEY (change_id) REFERENCES sqitch.changes(change_id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY sqitch.dependencies
    ADD CONSTRAINT dependencies_dependency_id_fkey FOREIGN KEY (dependency_id) REFERENCES sqitch.changes(change_id) ON UPDATE CASCADE;
ALTER TABLE ONLY sqitch.events
    ADD CONSTRAINT events_project_fkey FOREIGN KEY (project) REFERENCES sqitch.projects(project) ON UPDATE CASCADE;
ALTER TABLE ONLY sqitch.tags
    ADD CONSTRAINT tags_change_id_fkey FOREIGN KEY (change_id) REFERENCES sqitch.changes(change_id) ON UPDATE CASCADE;
ALTER TABLE ONLY sqitch.tags
    ADD CONSTRAINT tags_project_fkey FOREIGN KEY (project) REFERENCES sqitch.projects(project) ON UPDATE CASCADE;
