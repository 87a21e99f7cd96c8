// Command pulumi-resource-random is the real random provider: upstream's code behind Pulumi's bridge. The published
// plugin is no registry package, so tests/toolchain builds it. The two embedded files are written by ./generate.
package main

import (
	"context"
	_ "embed"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"

	"toolchain/random/provider"
)

//go:embed schema.json
var schema []byte

//go:embed bridge-metadata.json
var metadata []byte

func main() {
	tfbridge.Main(context.Background(), "random", provider.Info(metadata), tfbridge.ProviderMetadata{PackageSchema: schema})
}
