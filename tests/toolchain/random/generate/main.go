// Command generate writes schema.json and bridge-metadata.json into the current folder, for main.go to embed.
package main

import (
	"context"
	"os"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfgen"

	"toolchain/random/provider"
)

func main() {
	info := provider.Info([]byte("{}"))
	generated, err := tfgen.GenerateSchema(context.Background(), tfgen.GenerateSchemaOptions{
		ProviderInfo:  info,
		XInMemoryDocs: true, // or it looks for upstream's repository
	})
	must(err)
	must(os.WriteFile("schema.json", generated.ProviderMetadata.PackageSchema, 0o644))
	must(os.WriteFile("bridge-metadata.json", (*info.MetadataInfo.Data).Marshal(), 0o644))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
