// Package shim lies below the upstream module's path, so that it may import what that module keeps internal.
package shim

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/hashicorp/terraform-provider-aws/internal"
	"github.com/hashicorp/terraform-provider-aws/internal/provider/framework"
	"github.com/hashicorp/terraform-provider-aws/internal/provider/sdkv2"
)

// New is the upstream provider, which consists of two: most resources are in the first; the second, in the newer
// framework, has the others and uses the clients that the first one makes when it is configured.
func New(ctx context.Context) (*schema.Provider, provider.Provider, error) {
	internal.RegisterSmarterrFS()
	first, err := sdkv2.NewProvider(ctx)
	if err != nil {
		return nil, nil, err
	}
	second, err := framework.NewProvider(ctx, first)
	return first, second, err
}
