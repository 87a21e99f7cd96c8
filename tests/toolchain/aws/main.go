// Command pulumi-resource-aws is the real aws provider, reduced to a few services: upstream's code behind Pulumi's
// bridge. The published plugin is no registry package, so tests/toolchain builds it. The two embedded files are
// written by ./generate.
package main

import (
	"context"
	_ "embed"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"

	"toolchain/aws/provider"
)

//go:embed schema.json
var schema []byte

//go:embed bridge-metadata.json
var metadata []byte

func main() {
	ctx := context.Background()
	info, err := provider.Info(ctx, metadata)
	if err != nil {
		panic(err)
	}
	tfbridge.MainWithMuxer(ctx, "aws", info, schema)
}
