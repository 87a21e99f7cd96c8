-- Answers the platform's health question "is the storage metadata in place?" through the API, also without a token. It
-- runs as the owner of the storage schema, since a caller sees nothing of the tables, and so tells counts only. The
-- number of objects is the planner's estimate: an exact count would read the whole table at each call.
CREATE FUNCTION public.get_storage_status() RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $function$
  SELECT json_build_object(
    'status', 'ok',
    'buckets', (SELECT count(*) FROM storage.buckets),
    'objects_estimate', (SELECT greatest(c.reltuples, 0)::bigint FROM pg_catalog.pg_class c
                          WHERE c.oid = 'storage.objects'::pg_catalog.regclass),
    'service_started_before', pg_catalog.to_regclass('storage.migrations') IS NOT NULL
  )
$function$;
