package schema

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
)

// GenerateResourceConfig is the one method that terraform-plugin-go 0.31 asks of a server and that Pulumi's copy of
// this SDK does not have yet. Nothing in the bridge calls it.
func (s *GRPCProviderServer) GenerateResourceConfig(
	context.Context, *tfprotov5.GenerateResourceConfigRequest,
) (*tfprotov5.GenerateResourceConfigResponse, error) {
	return nil, errors.New("GenerateResourceConfig is not implemented")
}
