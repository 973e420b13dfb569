// Pins the Go modules whose source carries the CustomResourceDefinitions that the sandbox loads.
// Nothing here is compiled: toolchain/crds.ts downloads each module at exactly this version and
// reads YAML out of it, so no Go file imports them and `go mod tidy` has nothing to say.
// go.sum is written by `go mod download` of each line and checked on every download.
module plinth.dev/sandbox/crds

go 1.26

require (
	github.com/aws/karpenter-provider-aws v1.14.1
	github.com/cert-manager/cert-manager v1.21.2
	github.com/cloudnative-pg/cloudnative-pg v1.30.0
	github.com/cloudnative-pg/plugin-barman-cloud v0.15.0
	github.com/kedacore/keda/v2 v2.21.0
	github.com/prometheus-operator/prometheus-operator v0.85.0
	istio.io/istio v0.0.0-20260827124520-eed52ebb66ad
	sigs.k8s.io/aws-load-balancer-controller v0.0.0-20260423195125-93ff3b5fdaad
	sigs.k8s.io/gateway-api v1.6.3
	sigs.k8s.io/secrets-store-csi-driver v1.5.3
)
