// The vendor's SDK for Go, at its default endpoints. Prints one JSON object: the value of each fact, or the class and code of the
// error instead.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/errors"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/actiontrail"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/bssopenapi"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/cs"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/kms"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ram"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/sts"
)

var id, secret = os.Getenv("ALIBABA_CLOUD_ACCESS_KEY_ID"), os.Getenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET")

const region = "cn-hangzhou"

func clusters() (any, error) {
	client, err := cs.NewClientWithAccessKey(region, id, secret)
	if err != nil {
		return nil, err
	}
	request := cs.CreateDescribeClustersV1Request()
	request.Scheme, request.PageSize = "https", requests.NewInteger(50)
	response, err := client.DescribeClustersV1(request)
	if err != nil {
		return nil, err
	}
	var body struct {
		Clusters []struct {
			Name   string `json:"name"`
			Region string `json:"region_id"`
		} `json:"clusters"`
	}
	found := map[string]string{}
	err = json.Unmarshal(response.GetHttpContentBytes(), &body)
	for _, cluster := range body.Clusters {
		found[cluster.Name] = cluster.Region
	}
	return found, err
}

func keys() (any, error) {
	client, err := kms.NewClientWithAccessKey(region, id, secret)
	if err != nil {
		return nil, err
	}
	request := kms.CreateListKeysRequest()
	request.Scheme, request.PageSize = "https", requests.NewInteger(100)
	listed, err := client.ListKeys(request)
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for _, key := range listed.Keys.Key {
		request := kms.CreateDescribeKeyRequest()
		request.Scheme, request.KeyId = "https", key.KeyId
		described, err := client.DescribeKey(request)
		if err != nil {
			return nil, err
		}
		found[key.KeyId] = described.KeyMetadata.KeyState
	}
	return found, nil
}

func trails() (any, error) {
	client, err := actiontrail.NewClientWithAccessKey(region, id, secret)
	if err != nil {
		return nil, err
	}
	request := actiontrail.CreateDescribeTrailsRequest()
	request.Scheme = "https"
	response, err := client.DescribeTrails(request)
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for _, trail := range response.TrailList {
		found[trail.Name] = trail.Status
	}
	return found, nil
}

func disabledBy() (any, error) {
	client, err := actiontrail.NewClientWithAccessKey(region, id, secret)
	if err != nil {
		return nil, err
	}
	request := actiontrail.CreateLookupEventsRequest()
	request.Scheme = "https"
	request.LookupAttribute = &[]actiontrail.LookupEventsLookupAttribute{{Key: "EventName", Value: "DisableKey"}}
	response, err := client.LookupEvents(request)
	if err != nil {
		return nil, err
	}
	found := []any{}
	for _, event := range response.Events {
		identity, _ := event["userIdentity"].(map[string]any)
		found = append(found, identity["userName"])
	}
	return found, nil
}

func users() (any, error) {
	client, err := ram.NewClientWithAccessKey(region, id, secret)
	if err != nil {
		return nil, err
	}
	request := ram.CreateListUsersRequest()
	request.Scheme = "https"
	response, err := client.ListUsers(request)
	if err != nil {
		return nil, err
	}
	found := []string{}
	for _, user := range response.Users.User {
		found = append(found, user.UserName)
	}
	return found, nil
}

func balance() (any, error) {
	client, err := bssopenapi.NewClientWithAccessKey(region, id, secret)
	if err != nil {
		return nil, err
	}
	request := bssopenapi.CreateQueryAccountBalanceRequest()
	request.Scheme = "https"
	response, err := client.QueryAccountBalance(request)
	if err != nil {
		return nil, err
	}
	return response.Data.AvailableAmount, nil
}

func account() (any, error) {
	client, err := sts.NewClientWithAccessKey(region, id, secret)
	if err != nil {
		return nil, err
	}
	request := sts.CreateGetCallerIdentityRequest()
	request.Scheme = "https"
	response, err := client.GetCallerIdentity(request)
	if err != nil {
		return nil, err
	}
	return response.AccountId, nil
}

func told(read func() (any, error)) any {
	value, err := read()
	if err == nil {
		return value
	}
	code := ""
	if refused, ok := err.(errors.Error); ok {
		code = refused.ErrorCode()
	}
	return map[string]any{"error": map[string]string{"type": fmt.Sprintf("%T", err), "code": code, "text": err.Error()}}
}

func main() {
	versions := map[string]string{}
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, module := range build.Deps {
			if module.Path == "github.com/aliyun/alibaba-cloud-sdk-go" {
				versions[module.Path] = module.Version
			}
		}
	}
	facts := map[string]any{
		"sts.account":            told(account),
		"cs.clusters":            told(clusters),
		"kms.keys":               told(keys),
		"actiontrail.trails":     told(trails),
		"actiontrail.disabledBy": told(disabledBy),
		"ram.users":              told(users),
		"bss.balance":            told(balance),
	}
	if err := json.NewEncoder(os.Stdout).Encode(map[string]any{"versions": versions, "facts": facts}); err != nil {
		panic(err)
	}
}
