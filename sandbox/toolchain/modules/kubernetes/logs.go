package main

import (
	"io"
	"os"
	"path/filepath"
	"time"
)

const (
	// Names the folder of the component logs; etcd, the component that all others need, keeps them small.
	logDirectoryVariable = "SANDBOX_LOG_DIRECTORY"
	// A log of this many bytes is moved to NAME.log.1, over the one moved before, and starts anew.
	logLimit = 8 << 20
	logCheck = 10 * time.Second
)

// boundLogs keeps every *.log of a folder below the limit, for as long as the process lives.
// The components append to files that they were given open, so a file is emptied, never renamed.
func boundLogs(directory string) {
	if directory == "" {
		return
	}
	for range time.Tick(logCheck) {
		paths, _ := filepath.Glob(filepath.Join(directory, "*.log"))
		for _, path := range paths {
			if info, err := os.Stat(path); err == nil && info.Size() > logLimit {
				_ = moveContents(path, path+".1")
			}
		}
	}
}

// moveContents empties the file even if the copy fails: a full disk is a reason to empty it.
func moveContents(path, target string) error {
	source, err := os.Open(path)
	if err != nil {
		return err
	}
	defer source.Close()
	copied, err := os.OpenFile(target, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = io.Copy(copied, source)
		copied.Close()
	}
	if truncated := os.Truncate(path, 0); truncated != nil {
		return truncated
	}
	return err
}
