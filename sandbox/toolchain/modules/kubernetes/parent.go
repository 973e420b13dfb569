package main

import (
	"os"
	"time"
)

// Set for components that only help the process that started them.
const exitWithParentVariable = "SANDBOX_EXIT_WITH_PARENT"

// exitWithParent ends this process when its parent is gone, however the parent ended:
// an orphan gets another parent.
func exitWithParent(parent int) {
	for range time.Tick(250 * time.Millisecond) {
		if os.Getppid() != parent {
			os.Exit(1)
		}
	}
}
