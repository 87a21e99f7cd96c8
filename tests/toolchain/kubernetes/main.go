// Command pulumi-resource-kubernetes is the real Kubernetes provider, as its module's own command is. The published
// plugin is no registry package, so tests/toolchain builds it. The two embedded files are the module's, too; they are
// copied here at build time, the schema with the version in it.
package main

import (
	_ "embed"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version"
)

//go:embed schema.json
var schema []byte

//go:embed terraform-mapping.json
var mapping []byte

func main() {
	provider.Serve("kubernetes", version.Version, schema, mapping)
}
