package provider

import (
	"context"
	"fmt"
	"strings"

	bridge "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// fillFromProvider gives resources the inputs that upstream takes from the provider's configuration only after the
// bridge has checked a resource's inputs, when it is too late for the bridge.
func fillFromProvider(info bridge.ProviderInfo) {
	for name, each := range info.Resources {
		upstream := info.P.ResourcesMap().Get(name).Schema()
		// Of the two providers that upstream consists of only the first has to be told all tags.
		all, tagged := upstream.GetOk("tags_all")
		if tagged = tagged && all.Optional(); tagged {
			if each.Fields == nil {
				each.Fields = map[string]*bridge.SchemaInfo{}
			}
			// Nobody else should set it, and the npm package does not let them.
			each.Fields["tags_all"] = &bridge.SchemaInfo{MarkAsComputedOnly: bridge.True(), MarkAsOptional: bridge.False()}
		}
		region, regional := upstream.GetOk("region")
		regional = regional && region.Optional() && region.Deprecated() == ""
		each.PreCheckCallback = func(
			_ context.Context, inputs resource.PropertyMap, configured resource.PropertyMap,
		) (resource.PropertyMap, error) {
			filled := inputs.Copy()
			if tagged {
				filled["tagsAll"] = allTags(inputs["tags"], configured)
			}
			if of, known := configured["region"]; regional && known && !inputs.HasValue("region") {
				filled["region"] = of
			}
			return filled, nil
		}
	}
}

// allTags is the provider's default tags and over them the resource's own, without those that the provider is to
// ignore.
func allTags(own resource.PropertyValue, configured resource.PropertyMap) resource.PropertyValue {
	if own.ContainsUnknowns() || configured["defaultTags"].ContainsUnknowns() ||
		configured["ignoreTags"].ContainsUnknowns() {
		return resource.MakeComputed(resource.NewStringProperty(""))
	}
	all := resource.PropertyMap{}
	for _, tags := range []resource.PropertyValue{member(configured["defaultTags"], "tags"), own} {
		if tags.IsObject() {
			for name, value := range tags.ObjectValue() {
				all[name] = value
			}
		}
	}
	ignored := configured["ignoreTags"]
	for name := range all {
		for _, key := range texts(member(ignored, "keys")) {
			if string(name) == key {
				delete(all, name)
			}
		}
		for _, prefix := range texts(member(ignored, "keyPrefixes")) {
			if strings.HasPrefix(string(name), prefix) {
				delete(all, name)
			}
		}
	}
	return resource.NewObjectProperty(all)
}

func member(object resource.PropertyValue, name resource.PropertyKey) resource.PropertyValue {
	if !object.IsObject() {
		return resource.NewNullProperty()
	}
	return object.ObjectValue()[name]
}

func texts(list resource.PropertyValue) []string {
	var all []string
	if list.IsArray() {
		for _, each := range list.ArrayValue() {
			all = append(all, each.StringValue())
		}
	}
	return all
}

// id is the id of a resource that upstream has no id for: some of its properties, with commas between them.
func id(properties ...resource.PropertyKey) func(context.Context, resource.PropertyMap) (resource.ID, error) {
	return func(_ context.Context, state resource.PropertyMap) (resource.ID, error) {
		var parts []string
		for _, name := range properties {
			if !state[name].IsString() {
				return "", fmt.Errorf("no %s, of which the id consists", name)
			}
			parts = append(parts, state[name].StringValue())
		}
		return resource.ID(strings.Join(parts, ",")), nil
	}
}
