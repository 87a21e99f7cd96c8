// Command pulumi-resource-docker is the real docker provider: upstream's code behind Pulumi's bridge. The published
// plugin is no registry package, so tests/toolchain builds it. The two embedded files are written by ./generate.
package main

import (
	_ "embed"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"

	"toolchain/docker/provider"
)

//go:embed schema.json
var schema []byte

//go:embed bridge-metadata.json
var metadata []byte

func main() {
	tfbridge.Main("docker", provider.Version, provider.Info(metadata), schema)
}
