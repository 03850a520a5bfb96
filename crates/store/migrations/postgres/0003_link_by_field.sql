-- Which rows name another in one field: a source is named by very many, and seldom by what is asked for.
CREATE INDEX link_by_field ON link (to_id, field);
