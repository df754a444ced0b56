CREATE TABLE public._sqlx_migrations (
    version bigint NOT NULL,
    description text NOT NULL,
    installed_on timestamp with time zone DEFAULT now() NOT NULL,
    success boolean NOT NULL,
    checksum bytea NOT NULL,
    execution_time bigint NOT NULL
);
INSERT INTO public._sqlx_migrations VALUES ('119', 'base', '2026-11-21 06:21:02.638324+00', 't', '\xccbe146929a99d8b294b1521d6445d8ac0caf584dcd96c2978407eb430de6eca0bb2d9fa426ee133b388736e00a90cdb', '18480994');
INSERT INTO public._sqlx_migrations VALUES ('120', 'orders', '2026-11-21 06:21:02.657117+00', 't', '\xbf6e89740a5438b38716fba98a49e1a46d71762448a4a064211316d68d24d1b62732230bbab74db5df2ac0e4a6ba0eda', '10622466');
INSERT INTO public._sqlx_migrations VALUES ('121', 'order totals view', '2026-11-21 06:21:02.667881+00', 't', '\x34118d9b2315819f05bc4ca78038a0e9168e9ae6604ee6d627fb205c27d6fe133aba2098fb5a7c771b1693be9fd9c96f', '4604783');
INSERT INTO public._sqlx_migrations VALUES ('122', 'page export view', '2026-11-21 06:21:02.67921+00', 't', '\x77bb1178ebc1dc9c78410ad1b478447dce8b6623fa87b5cb60d0103919b1b0a8826bcf4855b4b2cec5506486f72ae194', '7393567');
INSERT INTO public._sqlx_migrations VALUES ('123', 'tags', '2026-11-21 06:21:02.680108+00', 't', '\x075b304709f40b3a02f9ee4db933ea63fdeab8acf5c0a527fba507fe7e4eb56c9ce329188ce529da1c99ba52324eae7b', '25239398');
INSERT INTO public._sqlx_migrations VALUES ('124', 'account flags', '2026-11-21 06:21:02.705532+00', 't', '\x76ac809aba784e9c65a75e3a3e8640fdf9dc3d04386bf97628d5c7e0cb0b28eac6da3b287f6377f47b12cde525e0d467', '462968');
INSERT INTO public._sqlx_migrations VALUES ('125', 'order state', '2026-11-21 06:21:02.706086+00', 't', '\x5490a435f7d70a2ec380420e2ecf2e43647788e587990e311d5bc5861897b080325b0270f8a91b739159b8d5aa4bd1a2', '668723');
INSERT INTO public._sqlx_migrations VALUES ('126', 'order placed index', '2026-11-21 06:21:02.707798+00', 't', '\x7562a1a350d673a2f8d758e59950a4c4d9093be6d29095c6af5d1985cb98a9e8ee5f87649e7e1ceef3216bee7872082f', '1046756');
INSERT INTO public._sqlx_migrations VALUES ('127', 'audit schema', '2026-11-21 06:21:02.707918+00', 't', '\x6b20c5edd3eb2af457bea2efd63e9345abe1b1ced7b07f2d12d757a54b9bbd94d690dda421b9dd3c5849c711efc988c5', '4151069');
INSERT INTO public._sqlx_migrations VALUES ('128', 'account touch function', '2026-11-21 06:21:02.712208+00', 't', '\xaed999a82170eca0d030a4a050788a89e5eea71e70e6605a2dceb9b04dc6d740cf4223d6f46266eee3d167b2c0532d0b', '464180');
INSERT INTO public._sqlx_migrations VALUES ('129', 'newsletter', '2026-11-21 06:21:02.712732+00', 't', '\x4d8a77a65d245912f77f2cd88ef049e182569bc66dc2d262a0b0a3296ae32b1ec8f36c0b4bb56f0cd50170ab86cae316', '2698991');
INSERT INTO public._sqlx_migrations VALUES ('130', 'page slug index', '2026-11-21 06:21:02.715512+00', 't', '\x48dac73739ecbbf2ea3c0b8d2a88b2a24a897c2ed1621ed32b02ef452725cb345d375bf7b330a7e2e41edb941fadcb12', '829493');
INSERT INTO public._sqlx_migrations VALUES ('131', 'order country', '2026-11-21 06:21:02.71641+00', 't', '\x7c038b9ddd585faaeb7f8733e667b8fec52191a948b19495ff9bf199e44ced5b0a92372e8b5c8cf0f5138336f5398cd2', '556868');
INSERT INTO public._sqlx_migrations VALUES ('132', 'newsletter unsent index', '2026-11-21 06:21:02.720587+00', 't', '\x7a497597e2a2f9670cafc076325407744e93d008864a26f660caf7f60f92d6990c26dc36c37b1987ce23648f64824303', '4483042');
ALTER TABLE public._sqlx_migrations ADD CONSTRAINT _sqlx_migrations_pkey PRIMARY KEY (version);
