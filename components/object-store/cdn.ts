import { Distribution } from "@pulumi/aws/cloudfront/distribution";
import { OriginAccessControl } from "@pulumi/aws/cloudfront/originAccessControl";
import type { Bucket } from "@pulumi/aws/s3/bucket";
import type * as pulumi from "@pulumi/pulumi";
import type { AwsArgs } from "../aws";

export interface CdnArgs {
  /** The folder of the bucket below which are the service's buckets: its tenant. */
  readonly folder: string;
  /** The ids of the service's public buckets. */
  readonly buckets: readonly string[];
  /** Host names of its own, for which {@link certificate} holds. */
  readonly aliases: readonly string[];
  /** The ARN of a certificate of ACM in us-east-1. */
  readonly certificate?: string;
  readonly priceClass: "PriceClass_100" | "PriceClass_200" | "PriceClass_All";
}

/** What Amazon itself offers to every distribution, by its ids (docs.aws.amazon.com, CloudFront: managed policies). */
const managed = {
  cachingOptimized: "658327ea-f89d-4fab-a63d-7e88639e58f6",
  securityHeaders: "67f7725c-6f97-4210-82d7-5512b31e9d03",
} as const;

/**
 * CloudFront in front of the public buckets, with origin access control: the S3 bucket itself stays closed, and its policy
 * lets this one distribution read the prefixes of these buckets. An object's path is that in S3, which ends in the
 * object's version: `/BUCKET/NAME/VERSION`. So a copy in a cache is never out of date.
 */
export function distribution(
  name: string,
  { provider, labels, cdn, bucket }: Pick<AwsArgs, "provider" | "labels"> & { readonly cdn: CdnArgs; bucket: Bucket },
  parent: pulumi.Resource,
): Distribution {
  const options = { parent, provider };
  const control = new OriginAccessControl(
    name,
    {
      name: bucket.bucket,
      originAccessControlOriginType: "s3",
      signingBehavior: "always",
      signingProtocol: "sigv4",
    },
    options,
  );
  const { folder, buckets, aliases, certificate, priceClass } = cdn;
  const behaviour = {
    targetOriginId: "objects",
    viewerProtocolPolicy: "redirect-to-https",
    allowedMethods: ["GET", "HEAD"],
    cachedMethods: ["GET", "HEAD"],
    compress: true,
    cachePolicyId: managed.cachingOptimized,
    responseHeadersPolicyId: managed.securityHeaders,
  };
  return new Distribution(
    name,
    {
      comment: "The public buckets of the storage service",
      enabled: true,
      isIpv6Enabled: true,
      httpVersion: "http2and3",
      priceClass,
      aliases: [...aliases],
      origins: [
        {
          originId: "objects",
          domainName: bucket.bucketRegionalDomainName,
          originPath: `/${folder}`,
          originAccessControlId: control.id,
        },
      ],
      // S3 refuses whatever is no public bucket.
      defaultCacheBehavior: behaviour,
      orderedCacheBehaviors: buckets.map((id) => ({ ...behaviour, pathPattern: `/${id}/*` })),
      restrictions: { geoRestriction: { restrictionType: "none" } },
      viewerCertificate:
        certificate === undefined
          ? { cloudfrontDefaultCertificate: true }
          : { acmCertificateArn: certificate, sslSupportMethod: "sni-only", minimumProtocolVersion: "TLSv1.2_2021" },
      tags: { ...labels },
    },
    options,
  );
}
