// Package shim lies below the upstream module's path, so that it may import what that module keeps internal.
package shim

import (
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	upstream "github.com/terraform-providers/terraform-provider-docker/internal/provider"
)

// New is the upstream provider, unchanged.
func New(version string) *schema.Provider { return upstream.New(version)() }
