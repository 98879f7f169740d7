// Package gate admits work to a fixed number of slots, fairly among those who ask.
//
// It leaves to its callers what the work is and who asks. It imports nothing of the module.
package gate
