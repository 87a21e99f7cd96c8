// Package provider describes the aws provider to the bridge: which upstream resource has which Pulumi type, and what
// the published plugin does besides upstream's code.
package provider

import (
	"context"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-provider-aws/shim"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	bridge "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	naming "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	shimv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
)

// Version is that of the npm package whose programs this plugin serves; the build sets it. Upstream's code is a little
// older.
var Version = "0.0.0"

// Info is the provider as the bridge and the schema generator want it. The metadata is what the generator wrote, or
// an empty object for the generator itself.
func Info(ctx context.Context, metadata []byte) (bridge.ProviderInfo, error) {
	first, second, err := shim.New(ctx)
	if err != nil {
		return bridge.ProviderInfo{}, err
	}
	info := bridge.ProviderInfo{
		Name:         "aws",
		Version:      Version,
		P:            tfbridge.MuxShimWithDisjointgPF(ctx, shimv2.NewProvider(first), second),
		MetadataInfo: bridge.NewProviderMetadata(metadata),
		Config: map[string]*bridge.SchemaInfo{
			"region":                  {Default: &bridge.DefaultInfo{EnvVars: []string{"AWS_REGION", "AWS_DEFAULT_REGION"}}},
			"skip_metadata_api_check": {Type: "boolean"},
			"skip_region_validation":  {Default: &bridge.DefaultInfo{Value: true}},
		},
		Resources:   resources(),
		DataSources: functions(),
	}
	services := []string{"eks_", "iam_", "kms_", "s3_", "s3control_"}
	info.MustComputeTokens(naming.KnownModules("aws_", "index", services, naming.MakeStandard("aws")))
	info.SetAutonaming(255, "-")
	fillFromProvider(info)
	return info, nil
}

// resources is what cannot be derived from upstream's names and schemas.
func resources() map[string]*bridge.ResourceInfo {
	object := func() map[string]*bridge.SchemaInfo {
		return map[string]*bridge.SchemaInfo{
			"bucket": {Type: "string"},
			"key":    {Default: &bridge.DefaultInfo{From: bridge.FromName(bridge.AutoNameOptions{})}},
			"source": {Asset: &bridge.AssetTranslation{Kind: bridge.FileAsset}},
		}
	}
	return map[string]*bridge.ResourceInfo{
		"aws_eks_capability": {ComputeID: id("clusterName", "capabilityName")},
		"aws_eks_cluster": {Fields: map[string]*bridge.SchemaInfo{
			"certificate_authority": {Name: "certificateAuthority", MaxItemsOne: bridge.True()},
		}},
		"aws_eks_fargate_profile": {Fields: map[string]*bridge.SchemaInfo{
			"fargate_profile_name": bridge.AutoName("fargateProfileName", 255, "-"),
		}},
		"aws_eks_node_group": {Fields: map[string]*bridge.SchemaInfo{
			"node_group_name": bridge.AutoName("nodeGroupName", 255, "-"),
		}},
		"aws_iam_account_alias":                      {DeleteBeforeReplace: true},
		"aws_iam_group_policies_exclusive":           {ComputeID: id("groupName")},
		"aws_iam_group_policy":                       documents("policy"),
		"aws_iam_group_policy_attachment":            {DeleteBeforeReplace: true}, // or the deletion undoes the creation
		"aws_iam_group_policy_attachments_exclusive": {ComputeID: id("groupName")},
		"aws_iam_openid_connect_provider":            {Tok: token("iam", "OpenIdConnectProvider")},
		"aws_iam_outbound_web_identity_federation":   {ComputeID: id("issuerIdentifier")},
		"aws_iam_policy":                             documents("policy"),
		"aws_iam_policy_attachment":                  {DeleteBeforeReplace: true},
		"aws_iam_role":                               role(),
		"aws_iam_role_policies_exclusive":            {ComputeID: id("roleName")},
		"aws_iam_role_policy":                        documents("policy"),
		"aws_iam_role_policy_attachment":             {DeleteBeforeReplace: true},
		"aws_iam_role_policy_attachments_exclusive":  {ComputeID: id("roleName")},
		"aws_iam_user_policies_exclusive":            {ComputeID: id("userName")},
		"aws_iam_user_policy":                        documents("policy"),
		"aws_iam_user_policy_attachment":             {DeleteBeforeReplace: true},
		"aws_iam_user_policy_attachments_exclusive":  {ComputeID: id("userName")},
		"aws_iam_user_ssh_key":                       {Tok: token("iam", "SshKey")},
		"aws_s3_bucket":                              bucket(),
		"aws_s3_bucket_abac":                         {ComputeID: id("bucket")},
		"aws_s3_bucket_analytics_configuration":      {Tok: token("s3", "AnalyticsConfiguration")},
		"aws_s3_bucket_inventory":                    {Tok: token("s3", "Inventory")},
		"aws_s3_bucket_metadata_configuration":       {ComputeID: id("bucket")},
		"aws_s3_bucket_object":                       {Fields: object()},
		"aws_s3_bucket_policy":                       documents("policy"),
		"aws_s3_bucket_replication_configuration":    {Tok: token("s3", "BucketReplicationConfig")},
		"aws_s3_bucket_website_configuration": {Fields: map[string]*bridge.SchemaInfo{
			"routing_rules": {Name: "routingRuleDetails"},
			"routing_rule":  {Name: "routingRules"},
		}},
		"aws_s3_object": {Tok: token("s3", "BucketObjectv2"), Fields: object()},
		"aws_s3control_multi_region_access_point_routes":    {ComputeID: id("mrap")},
		"aws_s3control_directory_bucket_access_point_scope": {ComputeID: id("name", "accountId")},
	}
}

func functions() map[string]*bridge.DataSourceInfo {
	return map[string]*bridge.DataSourceInfo{
		"aws_eks_cluster":                 {Fields: map[string]*bridge.SchemaInfo{"vpc_config": {MaxItemsOne: bridge.True()}}},
		"aws_canonical_user_id":           {Tok: function("s3", "getCanonicalUserId")},
		"aws_iam_openid_connect_provider": {Tok: function("iam", "getOpenIdConnectProvider")},
		"aws_kms_ciphertext":              {Tok: function("kms", "getCipherText")},
	}
}

func bucket() *bridge.ResourceInfo {
	info := documents("policy")
	info.Fields["bucket"] = bridge.AutoNameTransform("bucket", 63, strings.ToLower)
	return info
}

func role() *bridge.ResourceInfo {
	info := documents("assume_role_policy")
	info.Fields["name"] = bridge.AutoName("name", 64, "-")
	info.Fields["inline_policy"] = &bridge.SchemaInfo{Elem: &bridge.SchemaInfo{
		Fields: map[string]*bridge.SchemaInfo{"name": bridge.AutoName("name", 128, "-")},
	}}
	return info
}

// documents is a resource with a field that takes a JSON document as text or as an object.
func documents(field string) *bridge.ResourceInfo {
	return &bridge.ResourceInfo{Fields: map[string]*bridge.SchemaInfo{
		field: {Type: "string", Transform: bridge.TransformJSONDocument},
	}}
}

func token(module, name string) tokens.Type {
	return tokens.Type("aws:" + module + "/" + string(unicode.ToLower(rune(name[0]))) + name[1:] + ":" + name)
}

func function(module, name string) tokens.ModuleMember {
	return tokens.ModuleMember("aws:" + module + "/" + name + ":" + name)
}
