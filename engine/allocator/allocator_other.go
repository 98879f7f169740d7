//go:build !linux

package allocator

func limitBlocks(int64) {}

func beginSettling() {}

func endSettling() {}

func giveBack() {}

func giveBackAtOnce() {}
