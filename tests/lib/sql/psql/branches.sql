-- psql: on=1 off=no ON_ERROR_STOP=0
\if :on
SELECT 'yes';
\elif :on
SELECT 'not this';
\else
SELECT 'no ; ''';
\i nosuch.sql
\endif
\if :off
SELECT 'no';
\if true
SELECT 'inner no';
\else
SELECT 'inner else no';
\endif
\elif 1
SELECT 'elif yes';
\else
SELECT 'else';
\endif
\if :unset
SELECT 'unset is false';
\else
SELECT 'unset';
\endif
\if garbage
SELECT 'garbage';
\endif
SELECT 1
\if :on
 + 2
\else
 + (3
\endif
 + 4;
\if :{?on}
SELECT 'defined';
\endif
\if tru
SELECT 'tru';
\endif
\if o
SELECT 'o';
\else
SELECT 'not o';
\endif
\else
SELECT 'after a stray else';
\endif
\if on \\ SELECT 'same line'; \endif SELECT 'behind';
\if false
\set x 1
\else
\set x 2
\endif
SELECT :x;
\if true
SELECT 'open';
