-- Where the server was built with ICU.
CREATE COLLATION app.icu (provider = icu, locale = 'de-u-co-phonebk', deterministic = false);
CREATE COLLATION "Odd Schema"."Icu" (provider = icu, locale = 'und');
