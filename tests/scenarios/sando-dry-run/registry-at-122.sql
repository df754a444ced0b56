CREATE TABLE public._sqlx_migrations (
    version bigint NOT NULL,
    description text NOT NULL,
    installed_on timestamp with time zone DEFAULT now() NOT NULL,
    success boolean NOT NULL,
    checksum bytea NOT NULL,
    execution_time bigint NOT NULL
);
INSERT INTO public._sqlx_migrations VALUES ('119', 'base', '2026-11-21 06:21:04.224797+00', 't', '\xccbe146929a99d8b294b1521d6445d8ac0caf584dcd96c2978407eb430de6eca0bb2d9fa426ee133b388736e00a90cdb', '21829400');
INSERT INTO public._sqlx_migrations VALUES ('120', 'orders', '2026-11-21 06:21:04.249661+00', 't', '\xbf6e89740a5438b38716fba98a49e1a46d71762448a4a064211316d68d24d1b62732230bbab74db5df2ac0e4a6ba0eda', '19874285');
INSERT INTO public._sqlx_migrations VALUES ('121', 'order totals view', '2026-11-21 06:21:04.280905+00', 't', '\x34118d9b2315819f05bc4ca78038a0e9168e9ae6604ee6d627fb205c27d6fe133aba2098fb5a7c771b1693be9fd9c96f', '15796004');
INSERT INTO public._sqlx_migrations VALUES ('122', 'page export view', '2026-11-21 06:21:04.294356+00', 't', '\x77bb1178ebc1dc9c78410ad1b478447dce8b6623fa87b5cb60d0103919b1b0a8826bcf4855b4b2cec5506486f72ae194', '628123');
ALTER TABLE public._sqlx_migrations ADD CONSTRAINT _sqlx_migrations_pkey PRIMARY KEY (version);
