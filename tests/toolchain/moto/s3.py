"""What moto 5.2 does not keep of a bucket, so that the aws provider would find it to differ for ever: the tags that it
is created with, and most of a rule of replication. And what it does not read in a policy: a principal that is everybody,
on which it fails when it looks whether logs may be delivered, as the provider then tries again for minutes."""

import json
from types import SimpleNamespace

import xmltodict
from moto.core.responses import ActionResult
from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response

put = S3Response._bucket_response_put
get_replication = S3Response.get_bucket_replication
logs_allowed = FakeBucket._log_permissions_enabled_policy


def put_with_tags(self, request, bucket_name, querystring):
    response = put(self, request, bucket_name, querystring)
    if not querystring and self.body:
        given = xmltodict.parse(self.body, force_list=("Tag",))["CreateBucketConfiguration"].get("Tags")
        if given:
            tags = {tag["Key"]: tag["Value"] or "" for tag in given["Tag"]}
            self.backend.put_bucket_tagging(bucket_name, tags)
    return response


def get_whole_replication(self):
    get_replication(self)  # fails where there is none
    given = self.backend.get_bucket_replication(self.bucket_name)
    rules = [{**rule, "Filter": rule.get("Filter") or {}} for rule in given["Rule"]]
    return self.serialized(ActionResult({"ReplicationConfiguration": {"Role": given["Role"], "Rules": rules}}))


def logs_allowed_by_named(target_bucket, target_prefix):
    if not target_bucket.policy:
        return False
    policy = json.loads(target_bucket.policy)
    named = [one for one in policy["Statement"] if isinstance(one.get("Principal"), dict)]
    seen = SimpleNamespace(
        name=target_bucket.name,
        partition=target_bucket.partition,
        policy=json.dumps({**policy, "Statement": named}).encode(),
    )
    return logs_allowed(target_bucket=seen, target_prefix=target_prefix)


def install():
    FakeBucket._log_permissions_enabled_policy = staticmethod(logs_allowed_by_named)
    S3Response._bucket_response_put = put_with_tags
    S3Response.get_bucket_replication = get_whole_replication
