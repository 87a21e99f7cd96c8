CREATE INDEX s3_multipart_uploads_bucket ON storage.s3_multipart_uploads (bucket_id);
