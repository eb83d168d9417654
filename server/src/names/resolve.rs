//! The second pass: what each name of each scope is bound to, as `symtable.c` decides it.
