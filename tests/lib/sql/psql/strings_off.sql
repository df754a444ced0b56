-- psql: ON_ERROR_STOP=0
SELECT 'a\'; SELECT 'b';
SET standard_conforming_strings = off;
SELECT 'it\'s; one';
SET standard_conforming_strings TO on;
SELECT 'c\';
SELECT 'd';
