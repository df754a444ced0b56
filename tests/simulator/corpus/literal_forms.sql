-- Literals in no form at all are refused in every setting.
CREATE TABLE l1 (a interval DEFAULT '{}');
CREATE TABLE l2 (a timestamptz DEFAULT '{}');
CREATE TABLE l3 (a date DEFAULT '[]');
CREATE TABLE l4 (a time DEFAULT '{}');
CREATE TABLE l5 (a timestamp DEFAULT '6');
CREATE TABLE l6 (a date DEFAULT '12');
CREATE TABLE l7 (a interval DEFAULT '12');
CREATE TABLE l8 (a inet DEFAULT '12');
CREATE TABLE l9 (a inet DEFAULT '1.2.3');
CREATE TABLE l10 (a inet DEFAULT '1.2.3.256');
CREATE TABLE l11 (a tsvector DEFAULT '{}', b tsvector DEFAULT 'word');
CREATE TYPE pair AS (a int, b int);
CREATE TABLE l12 (a pair DEFAULT '{}');
CREATE TABLE l13 (a pair DEFAULT 'x');
CREATE TABLE l14 (a inet DEFAULT 'abc');
CREATE TABLE l15 (a interval DEFAULT '@');
CREATE TABLE l16 (a timestamptz DEFAULT '1');
