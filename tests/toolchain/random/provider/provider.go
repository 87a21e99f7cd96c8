// Package provider describes the random provider to the bridge: which upstream resource has which Pulumi type.
package provider

import (
	"context"
	"errors"
	"unicode"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	bridge "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/terraform-providers/terraform-provider-random/shim"
)

// Version is that of the npm package whose programs this plugin serves; the build sets it. Upstream's code is a little
// newer.
var Version = "0.0.0"

// Info is the provider as the bridge and the schema generator want it. The metadata is what the generator wrote, or
// an empty object for the generator itself.
func Info(metadata []byte) bridge.ProviderInfo {
	return bridge.ProviderInfo{
		Name:         "random",
		Version:      Version,
		P:            tfbridge.ShimProvider(shim.New()),
		MetadataInfo: bridge.NewProviderMetadata(metadata),
		Resources: map[string]*bridge.ResourceInfo{
			"random_bytes":    {Tok: token("RandomBytes"), ComputeID: base64ID},
			"random_id":       {Tok: token("RandomId")},
			"random_integer":  {Tok: token("RandomInteger")},
			"random_password": {Tok: token("RandomPassword")},
			"random_pet":      {Tok: token("RandomPet")},
			"random_shuffle":  {Tok: token("RandomShuffle")},
			"random_string":   {Tok: token("RandomString")},
			"random_uuid":     {Tok: token("RandomUuid")},
			"random_uuid4":    {Tok: token("RandomUuid4"), ComputeID: bridge.DelegateIDField("result", "random", "")},
			"random_uuid7":    {Tok: token("RandomUuid7"), ComputeID: bridge.DelegateIDField("result", "random", "")},
		},
	}
}

func token(name string) tokens.Type {
	return tokens.Type("random:index/" + string(unicode.ToLower(rune(name[0]))) + name[1:] + ":" + name)
}

// base64ID is the id of RandomBytes, which upstream has no id for.
func base64ID(_ context.Context, state resource.PropertyMap) (resource.ID, error) {
	value := state["base64"]
	if value.IsSecret() {
		value = value.SecretValue().Element
	}
	if !value.IsString() {
		return "", errors.New("random bytes without base64")
	}
	return resource.ID(value.StringValue()), nil
}
