-- What the token of a request says, for use in policies. The service sets request.jwt.claims for each transaction and
-- expects these functions to be there; Supabase's own database image has them, a plain PostgreSQL does not.
-- Each is made only where nothing of that name exists.
CREATE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE AS $function$
  SELECT nullif(current_setting('request.jwt.claims', true), '')::jsonb
$function$;

CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $function$
  SELECT nullif(auth.jwt() ->> 'sub', '')::uuid
$function$;

CREATE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE AS $function$
  SELECT nullif(auth.jwt() ->> 'role', '')
$function$;
