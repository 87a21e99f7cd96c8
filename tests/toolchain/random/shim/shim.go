// Package shim lies below the upstream module's path, so that it may import what that module keeps internal.
package shim

import (
	"github.com/hashicorp/terraform-plugin-framework/provider"
	upstream "github.com/terraform-providers/terraform-provider-random/internal/provider"
)

// New is the upstream provider, unchanged.
func New() provider.Provider { return upstream.New() }
