// Takes the place of upstream's own file in the reduced copy. It requires nothing, because that would bring the sums of
// all services' modules into go.sum: the module that uses the copy requires everything itself. For another version of
// upstream make the copy, put upstream's go.mod there, `go mod tidy` the using module, put this file back, remove go.sum
// and tidy again; then add to go.sum the lines of the two modules that are replaced by copies.
module github.com/hashicorp/terraform-provider-aws

go 1.26.3
