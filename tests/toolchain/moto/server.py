"""Starts moto's server, with one thing put right: moto 5.2 leaves out the tags that a bucket is created with, which
the aws provider would then find to differ for ever."""

import xmltodict
from moto.s3.responses import S3Response
from moto.server import main

put = S3Response._bucket_response_put


def put_with_tags(self, request, bucket_name, querystring):
    response = put(self, request, bucket_name, querystring)
    if not querystring and self.body:
        given = xmltodict.parse(self.body, force_list=("Tag",))["CreateBucketConfiguration"].get("Tags")
        if given:
            tags = {tag["Key"]: tag["Value"] or "" for tag in given["Tag"]}
            self.backend.put_bucket_tagging(bucket_name, tags)
    return response


S3Response._bucket_response_put = put_with_tags

main()
