// Command generate writes schema.json and bridge-metadata.json into the current folder, for main.go to embed.
package main

import (
	"context"
	"encoding/json"
	"os"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfgen"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/x/muxer"
	"github.com/pulumi/pulumi-terraform-bridge/v3/unstable/metadata"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"

	"toolchain/aws/provider"
)

// halves is what the bridge's type for a provider of two has and does not export.
type halves interface {
	ResolveDispatch(*tfbridge.ProviderInfo) (muxer.DispatchTable, error)
}

func main() {
	info, err := provider.Info(context.Background(), []byte("{}"))
	must(err)
	dispatch, err := info.P.(halves).ResolveDispatch(&info) // which of the two has which resource
	must(err)
	must(metadata.Set(info.GetMetadata(), "mux", dispatch))
	sink := diag.DefaultSink(os.Stderr, os.Stderr, diag.FormatOptions{Color: colors.Never})
	generated, err := tfgen.GenerateSchemaWithOptions(tfgen.GenerateSchemaOptions{
		ProviderInfo:    info,
		DiagnosticsSink: sink,
		XInMemoryDocs:   true, // or it looks for upstream's repository
	})
	must(err)
	schema, err := json.Marshal(generated.PackageSpec)
	must(err)
	must(os.WriteFile("schema.json", schema, 0o644))
	must(os.WriteFile("bridge-metadata.json", (*info.MetadataInfo.Data).Marshal(), 0o644))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
