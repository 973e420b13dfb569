// Command kubernetes is the sandbox's control plane: etcd and the Kubernetes
// components in one binary, so that one build and one file serve them all.
// Its first argument chooses the component; the rest are that component's own flags.
// `pki DIRECTORY` makes the certificates with which they trust each other.
package main

import (
	"fmt"
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
	"go.etcd.io/etcd/server/v3/storage/wal"
	"k8s.io/component-base/cli"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
)

const usage = "usage: kubernetes etcd|kube-apiserver|kube-controller-manager|kube-scheduler [flags], or: kubernetes pki DIRECTORY"

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
	os.Args = os.Args[1:]
	if os.Getenv(exitWithParentVariable) != "" {
		go exitWithParent(os.Getppid())
	}
	switch os.Args[0] {
	case "etcd":
		go boundLogs(os.Getenv(logDirectoryVariable))
		// etcd allocates whole segments: the default of 64 MiB is most of what a small cluster takes on disk.
		wal.SegmentSizeBytes = 8 << 20
		etcdmain.Main(os.Args)
	case "kube-apiserver":
		os.Exit(cli.Run(apiserver.NewAPIServerCommand()))
	case "kube-controller-manager":
		os.Exit(cli.Run(controllermanager.NewControllerManagerCommand()))
	case "kube-scheduler":
		os.Exit(cli.Run(scheduler.NewSchedulerCommand()))
	case "pki":
		if len(os.Args) != 2 {
			fmt.Fprintln(os.Stderr, usage)
			os.Exit(2)
		}
		if err := ensurePKI(os.Args[1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	default:
		fmt.Fprintf(os.Stderr, "unknown component %q\n%s\n", os.Args[0], usage)
		os.Exit(2)
	}
}
