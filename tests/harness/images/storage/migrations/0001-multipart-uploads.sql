CREATE TABLE storage.s3_multipart_uploads (id text PRIMARY KEY, bucket_id text NOT NULL);
