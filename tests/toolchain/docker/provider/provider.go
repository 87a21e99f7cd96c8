// Package provider describes the docker provider to the bridge: which upstream resource has which Pulumi type.
package provider

import (
	"unicode"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	shimv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/terraform-providers/terraform-provider-docker/shim"
)

// Version is that of the npm package whose programs this plugin serves; the build sets it. Upstream's code is a little
// newer.
var Version = "0.0.0"

// Info is the provider as the bridge and the schema generator want it: the resources that the product uses. The
// metadata is what the generator wrote, or an empty object for the generator itself.
func Info(metadata []byte) tfbridge.ProviderInfo {
	return tfbridge.ProviderInfo{
		Name:         "docker",
		Version:      Version,
		P:            shimv2.NewProvider(shim.New(Version)),
		MetadataInfo: tfbridge.NewProviderMetadata(metadata),
		// Names in the npm package, where the bridge would make them plural or leave them singular.
		Config: map[string]*tfbridge.SchemaInfo{"registry_auth": {Name: "registryAuth"}},
		Resources: map[string]*tfbridge.ResourceInfo{
			"docker_container": {
				Tok: token("Container"),
				Fields: map[string]*tfbridge.SchemaInfo{
					"command":           {Name: "command"},
					"networks_advanced": {Name: "networksAdvanced"},
				},
			},
			"docker_image":   {Tok: token("RemoteImage")},
			"docker_network": {Tok: token("Network")},
			"docker_volume":  {Tok: token("Volume")},
		},
		DataSources: map[string]*tfbridge.DataSourceInfo{
			"docker_image":   {Tok: "docker:index/getImage:getImage"},
			"docker_network": {Tok: "docker:index/getNetwork:getNetwork"},
		},
		IgnoreMappings: ignored,
	}
}

// ignored is what the plugin does not serve.
var ignored = []string{
	"docker_buildx_builder", "docker_compose", "docker_config", "docker_logs", "docker_plugin", "docker_registry_image",
	"docker_registry_image_manifests", "docker_secret", "docker_service", "docker_tag",
}

func token(name string) tokens.Type {
	return tokens.Type("docker:index/" + string(unicode.ToLower(rune(name[0]))) + name[1:] + ":" + name)
}
